from itertools import groupby


def encode(data):
    """Return the runs of the bytes as pairs of length and value."""
    return [(len(list(group)), value) for value, group in groupby(data)]
