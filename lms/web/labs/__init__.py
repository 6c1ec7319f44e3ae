"""The pages of labs: one door for all kinds, and a face for each."""
