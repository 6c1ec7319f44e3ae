"""Worksheets: numbers that may be changed, worked out by the formulas that are shown, and a decision on what came out."""
