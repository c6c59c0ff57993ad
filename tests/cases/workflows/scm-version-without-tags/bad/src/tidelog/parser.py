def parse_line(line):
    """Return (time, height in metres) of a line such as `06:12 1.4`."""
    time, height = line.split("#", 1)[0].split()[:2]
    return time, float(height)
