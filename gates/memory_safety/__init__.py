"""Memory safety: every unsafe site is known, what is new was reviewed, and the boundaries hold when misused."""
