import unittest


class Finch(unittest.TestCase):
    def test_it(self):
        self.assertTrue(True)
