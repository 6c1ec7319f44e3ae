"""A certificate of another Linchpin, given as outside training: what may be given, and what its check page must have said."""
