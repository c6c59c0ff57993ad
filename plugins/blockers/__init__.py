"""Blockers become tasks: which, where, and never twice."""
