"""A course folder sent in as a ZIP: looked into, kept, shown to its author, published by two people."""
