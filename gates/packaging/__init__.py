"""Binding parity and packaging: every binding gives the same answers, and every package is what it says."""
