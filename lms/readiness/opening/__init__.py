"""A clinic before its first patient: the roles it needs, its lists of things to do, and whether it can begin on a day."""
