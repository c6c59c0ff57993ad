import unittest

import tallybook


class Totals(unittest.TestCase):
    entries = [("2025-01-03", 5), ("2025-01-09", 7), ("2025-02-01", -2)]

    def test_total(self):
        self.assertEqual(tallybook.total(self.entries), 10)

    def test_by_month(self):
        self.assertEqual(tallybook.by_month(self.entries), {"2025-01": 12, "2025-02": -2})
