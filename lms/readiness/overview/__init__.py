"""Counts of the team by clinic, role, cohort and standing, today and at the end of each month."""
