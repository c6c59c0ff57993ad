"""Broken packages and their sound counterparts; README.md says how they are packed."""
