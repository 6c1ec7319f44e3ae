"""Billing minutes: which entries of an activity log count, what they come to, and the codes they support."""
