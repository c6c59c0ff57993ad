"""The project built in clones of the suite's own."""
