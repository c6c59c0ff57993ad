"""Nouns that more than one stage asks about."""
