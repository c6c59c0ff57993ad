def slots(times, width):
    """Return the number of the slot of each time."""
    return [int(time // width) for time in times]
