"""Homebrew: index, client, staging server and checks."""
