"""Placement: a diagnostic once for each module, and the practice that somebody who passed it chose to skip."""
