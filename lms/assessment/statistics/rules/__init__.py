"""Classical item statistics, pure: graded answers in, figures out, each with its number of answers. See docs/statistics.md."""
