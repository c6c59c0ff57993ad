import unittest

import weathervane


class WordsTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(weathervane.words(' a b '), ['a', 'b'])

    def test_count(self):
        self.assertEqual(weathervane.count('a b'), 2)
