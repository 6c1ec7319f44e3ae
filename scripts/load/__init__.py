"""Very many learners taking a post-test at once, to see that every acknowledged answer is kept. This machine only."""
