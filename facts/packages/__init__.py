"""Packages as their users meet them: one set of judgements for what is built, staged and published.

It lies with the readers, below gates and delivery, because both ask the same questions and may not import each other.
"""
