"""Preflight: before any gate costs time, the release is the one that was asked for and its tree is whole."""
