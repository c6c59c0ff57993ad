import unittest

import quillfeed


class WordsTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(quillfeed.words(' a b '), ['a', 'b'])

    def test_count(self):
        self.assertEqual(quillfeed.count('a b'), 2)
