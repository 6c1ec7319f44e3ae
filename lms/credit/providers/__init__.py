"""Who may give credit: the provider, what accreditors ask, what was confirmed and approved."""
