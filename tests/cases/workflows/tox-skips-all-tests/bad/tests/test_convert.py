import unittest

from fathom_units import convert


class Convert(unittest.TestCase):
    def test_fathoms(self):
        self.assertAlmostEqual(convert(10, "fathom", "m"), 18.288)


if __name__ == "__main__":
    unittest.main()
