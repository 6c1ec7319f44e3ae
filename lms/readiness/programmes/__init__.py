"""Programmes: what organisations are asked to share with them, what they consented to, and what is shown."""
