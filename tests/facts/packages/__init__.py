"""Judgements on packages."""
