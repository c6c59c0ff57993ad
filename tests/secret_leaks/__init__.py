"""Canaries: a made-up secret in every place that a client reads one from, and no trace of any in what the suite leaves."""
