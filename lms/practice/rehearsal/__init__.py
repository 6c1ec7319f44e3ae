"""Rehearsals of panel review from two seats. Pure."""
