"""What is wrong with an installation and how to mend it: `gather` sees the facts, `rules` judges them, `lms doctor` prints."""
