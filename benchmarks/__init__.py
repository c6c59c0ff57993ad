"""Measurements: always a ratio against an alternative that was measured in the same run."""
