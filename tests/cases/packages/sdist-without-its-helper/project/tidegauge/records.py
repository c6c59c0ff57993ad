from datetime import datetime


def parse(line):
    """Return the time and the height of a record."""
    time, height = line.split()
    return datetime.fromisoformat(time), float(height)
