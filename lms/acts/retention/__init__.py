"""For how long what is kept: one table of periods, and the nightly act that keeps to it."""
