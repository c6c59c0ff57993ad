import unittest

import sandglass


class WordsTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(sandglass.words(' a b '), ['a', 'b'])

    def test_count(self):
        self.assertEqual(sandglass.count('a b'), 2)
