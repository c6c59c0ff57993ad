"""Several writers lose nothing, and a writer that dies half-way leaves the pool as it was."""

import multiprocessing
import os
import tempfile
import unittest
from pathlib import Path

from brook import Message, Pool

WRITERS, EACH = 4, 50
_CONTEXT = multiprocessing.get_context("fork")


def _write(home: Path, writer: int) -> None:
    pool = Pool(home, "shared")
    for number in range(EACH):
        pool.append(f"{writer}:{number}")


def _die_in(home: Path, phase: str) -> None:
    def die(now: str) -> None:
        if now == phase:
            os._exit(9)

    Pool(home, "crashed", die).append("the message of the dead")


class MultiWriterStress(unittest.TestCase):
    """Four processes append at once."""

    def test_every_message_is_there_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            writers = [_CONTEXT.Process(target=_write, args=(Path(folder), n)) for n in range(WRITERS)]
            for process in writers:
                process.start()
            for process in writers:
                process.join(60)
            texts = [message.text for message in Pool(folder, "shared").scan()]
        self.assertEqual(sorted(texts), sorted(f"{w}:{n}" for w in range(WRITERS) for n in range(EACH)))
        for writer in range(WRITERS):
            own = [text for text in texts if text.startswith(f"{writer}:")]
            self.assertEqual(own, [f"{writer}:{n}" for n in range(EACH)])


class CrashAppendPhases(unittest.TestCase):
    """A writer is killed in each phase of an append."""

    def _after_crash_in(self, phase: str) -> list[Message]:
        with tempfile.TemporaryDirectory() as folder:
            pool = Pool(folder, "crashed")
            pool.append("before")
            dying = _CONTEXT.Process(target=_die_in, args=(Path(folder), phase))
            dying.start()
            dying.join(60)
            self.assertEqual(dying.exitcode, 9)
            pool.append("after")
            return list(pool.scan())

    def test_before_the_commit_nothing_is_left(self) -> None:
        for phase in ("locked", "half-written", "written"):
            with self.subTest(phase):
                self.assertEqual(self._after_crash_in(phase), [Message(1, "before"), Message(2, "after")])

    def test_after_the_commit_the_message_stays(self) -> None:
        texts = [message.text for message in self._after_crash_in("committed")]
        self.assertEqual(texts, ["before", "the message of the dead", "after"])


class LockSmoke(unittest.TestCase):
    """The lock of a dead writer is free, that of a living one is not."""

    def test_a_writer_waits_for_the_lock(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            holding, go_on = _CONTEXT.Event(), _CONTEXT.Event()

            def wait(phase: str) -> None:
                if phase == "locked":
                    holding.set()
                    go_on.wait(60)

            def hold() -> None:
                Pool(folder, "locked", wait).append("first")

            first = _CONTEXT.Process(target=hold)
            first.start()
            self.assertTrue(holding.wait(60))
            second = _CONTEXT.Process(target=lambda: Pool(folder, "locked").append("second"))
            second.start()
            second.join(0.2)
            self.assertTrue(second.is_alive())
            go_on.set()
            first.join(60)
            second.join(60)
            self.assertEqual([m.text for m in Pool(folder, "locked").scan()], ["first", "second"])


if __name__ == "__main__":
    unittest.main()
