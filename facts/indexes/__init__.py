"""Nouns for what package indexes say."""
