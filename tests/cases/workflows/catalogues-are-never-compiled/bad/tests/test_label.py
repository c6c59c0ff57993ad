import unittest

from marginalia import label


class Label(unittest.TestCase):
    def test_languages(self):
        self.assertEqual(label("note"), "note")
        self.assertEqual(label("note", "de"), "Notiz")
