"""The command line does what docs/cli.md says."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path


class CommandLine(unittest.TestCase):
    """Each command as a user types it."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = Path(scratch.name) / "home"

    def brook(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "brook", "--home", str(self.home), *arguments]
        return subprocess.run(argv, env=os.environ, capture_output=True, text=True, timeout=60, check=False)

    def test_append_get_and_scan(self) -> None:
        self.assertEqual(self.brook("append", "notes", "first").stdout, "1\n")
        self.assertEqual(self.brook("append", "notes", "second").stdout, "2\n")
        self.assertEqual(self.brook("get", "notes", "2").stdout, "second\n")
        rows = [json.loads(line) for line in self.brook("scan", "notes", "--json").stdout.splitlines()]
        self.assertEqual(rows, [{"seq": 1, "text": "first"}, {"seq": 2, "text": "second"}])

    def test_exit_statuses(self) -> None:
        self.assertEqual(self.brook("get", "notes", "1").returncode, 3)
        self.assertEqual(self.brook("append", "../notes", "x").returncode, 2)
        self.assertEqual(self.brook("dance").returncode, 2)
        self.brook("append", "notes", "first")
        (self.home / "notes.brook").write_bytes(b"spoiled")
        self.assertEqual(self.brook("get", "notes", "1").returncode, 4)

    def test_the_version(self) -> None:
        self.assertRegex(self.brook("--version").stdout, r"\Abrook \d+\.\d+\.\d+\n\Z")


if __name__ == "__main__":
    unittest.main()
