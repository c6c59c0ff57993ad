"""A pool keeps what it was given."""

import tempfile
import unittest
from pathlib import Path

from brook import DamagedPool, InvalidName, Message, NoSuchMessage, Pool


class PoolTest(unittest.TestCase):
    """One pool in a folder of its own."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = Path(scratch.name)
        self.pool = Pool(self.home, "notes")

    def test_messages_come_back_in_order(self) -> None:
        self.assertEqual([self.pool.append(text) for text in ("a", "", "ü")], [1, 2, 3])
        self.assertEqual(list(self.pool.scan()), [Message(1, "a"), Message(2, ""), Message(3, "ü")])
        self.assertEqual(self.pool.get(3), Message(3, "ü"))
        self.assertEqual(len(self.pool), 3)

    def test_a_long_message_comes_back_whole(self) -> None:
        self.pool.append("x" * 100_000)
        self.assertEqual(len(self.pool.get(1).text), 100_000)

    def test_what_is_not_there_is_said_to_be_missing(self) -> None:
        with self.assertRaises(NoSuchMessage):
            self.pool.get(1)
        self.pool.append("a")
        for seq in (0, 2):
            with self.assertRaises(NoSuchMessage):
                self.pool.get(seq)

    def test_a_name_that_leaves_the_folder_is_refused(self) -> None:
        for name in ("", "../notes", "a/b", ".hidden"):
            with self.assertRaises(InvalidName):
                Pool(self.home, name)

    def test_changed_bytes_are_noticed(self) -> None:
        self.pool.append("hello")
        path = self.home / "notes.brook"
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        with self.assertRaises(DamagedPool):
            self.pool.get(1)

    def test_a_short_or_foreign_file_is_refused(self) -> None:
        for content in (b"brook", b"x" * 64, b"brook/1\n" + bytes(16)):
            (self.home / "notes.brook").write_bytes(content)
            with self.assertRaises(DamagedPool):
                self.pool.get(1)


if __name__ == "__main__":
    unittest.main()
