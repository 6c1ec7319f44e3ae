"""One queue for whoever looks after people: all that waits for her, from every subject."""
