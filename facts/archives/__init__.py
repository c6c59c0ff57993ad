"""Nouns for the archives that channels carry: read, never extracted."""
