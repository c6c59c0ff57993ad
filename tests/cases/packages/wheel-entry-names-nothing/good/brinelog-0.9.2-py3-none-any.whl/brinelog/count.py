import re
from collections import Counter

LEVEL = re.compile(r"\b(DEBUG|INFO|WARNING|ERROR|CRITICAL)\b")


def count_levels(lines):
    """Return how often each level occurs in the lines."""
    found = Counter()
    for line in lines:
        match = LEVEL.search(line)
        if match:
            found[match.group(1)] += 1
    return found
