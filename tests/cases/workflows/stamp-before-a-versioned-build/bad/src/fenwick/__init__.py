"""Running sums over lists that change."""
from fenwick._build import DATE as __date__

__all__ = ["Sums", "__date__"]


class Sums:
    def __init__(self, size):
        self._tree = [0] * (size + 1)

    def add(self, index, value):
        index += 1
        while index < len(self._tree):
            self._tree[index] += value
            index += index & -index

    def upto(self, index):
        """Sum of the first `index` items."""
        total = 0
        while index:
            total += self._tree[index]
            index -= index & -index
        return total

    def between(self, start, stop):
        """Sum of the items from `start` up to and without `stop`."""
        return self.upto(stop) - self.upto(start)
