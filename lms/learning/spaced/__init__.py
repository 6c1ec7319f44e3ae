"""Spaced review: the key points of finished modules come back as short questions, a few a day, for months."""
