import unittest

from fenwick import Sums


class Running(unittest.TestCase):
    def test_upto(self):
        sums = Sums(4)
        for index, value in enumerate([3, 1, 4, 1]):
            sums.add(index, value)
        self.assertEqual([sums.upto(n) for n in range(5)], [0, 3, 4, 8, 9])
