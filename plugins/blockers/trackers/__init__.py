"""Where blockers become tasks: one protocol, one file per tracker, one per dialect."""
