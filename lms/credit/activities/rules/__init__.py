"""The rules of activities for credit: what may be entered, what a calculation keeps, when credit may be designated."""
