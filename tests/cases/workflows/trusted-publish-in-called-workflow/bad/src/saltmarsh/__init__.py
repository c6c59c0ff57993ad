def reed(height, width=1):
    """Return a reed of the given height."""
    return "\n".join(["|" * width] * height)
