"""Concurrency and crash consistency: many writers lose nothing, and a writer that dies leaves no damage behind."""
