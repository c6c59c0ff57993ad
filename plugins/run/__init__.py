"""One run: the launcher, its child, and what the child records."""
