"""Run unittest with the arguments given and write one JSON line per test to the file named first.

Run by the project's own interpreter, so: standard library only, and nothing newer than Python 3.9. The last line says
`end`: a program that leaves in the middle (`os._exit(0)`, with an exit status of 0) leaves no such line.
"""

import json
import sys
import traceback
import unittest
from pathlib import Path
from typing import Any, TextIO


class Recorder(unittest.TextTestResult):
    """A result that writes down every test by its full name."""

    out: TextIO

    def _write(self, test: Any, outcome: str, detail: str = "") -> None:
        self.out.write(json.dumps({"name": test.id(), "outcome": outcome, "detail": detail[:300]}) + "\n")
        self.out.flush()

    def addSuccess(self, test: Any) -> None:  # noqa: D102
        super().addSuccess(test)
        self._write(test, "passed")

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: D102
        super().addFailure(test, err)
        self._write(test, "failed", _last_line(err))

    def addError(self, test: Any, err: Any) -> None:  # noqa: D102
        super().addError(test, err)
        self._write(test, "failed", _last_line(err))

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: D102
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._write(subtest, "failed", _last_line(err))

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: D102
        super().addSkip(test, reason)
        self._write(test, "skipped", reason)

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: D102
        super().addExpectedFailure(test, err)
        self._write(test, "skipped", "marked as an expected failure")  # it ran, and proved nothing

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: D102
        super().addUnexpectedSuccess(test)
        self._write(test, "failed", "passed although marked as an expected failure")


def _last_line(err: Any) -> str:
    return "".join(traceback.format_exception_only(err[0], err[1])).strip().rpartition("\n")[2]


def main(path: str, arguments: list[str]) -> int:
    """Run unittest in the current folder; return its exit status."""
    sys.path[0] = str(Path.cwd())
    with Path(path).open("w", encoding="utf-8") as Recorder.out:
        runner: Any = unittest.TextTestRunner(resultclass=Recorder)  # type: ignore[arg-type]
        program = unittest.main(module=None, argv=["unittest", *arguments], testRunner=runner, exit=False)
        Recorder.out.write(json.dumps({"end": program.result.testsRun}) + "\n")
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
