"""The pre-release gates: one test module a gate, and the nouns that only gates ask about."""
