"""Who looked at whose records of continuing education, when and in what capacity."""
