"""Creditable time: how many hours of credit a reading-based activity could be designated for, by each published method."""
