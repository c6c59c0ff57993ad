"""API and CLI stability: what users of the base rely on still works, or its loss is announced and versioned."""
