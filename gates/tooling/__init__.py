"""Gate 0: the release workflows, one rule a file in `rules/`."""
