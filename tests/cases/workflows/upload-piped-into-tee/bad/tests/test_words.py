import unittest

import millrace


class WordsTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(millrace.words(' a b '), ['a', 'b'])

    def test_count(self):
        self.assertEqual(millrace.count('a b'), 2)
