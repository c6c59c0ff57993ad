"""The rules of gate 0: one small file a rule, each a function that returns its findings."""
