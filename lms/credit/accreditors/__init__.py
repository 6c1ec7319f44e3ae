"""What accreditors and boards ask, as data: one file for each in `certificates/accreditors/`."""
