"""The vendored component is the one that requirements.lock pins."""

import hashlib
import re
import unittest
from pathlib import Path

from brook._vendor import smallvarint

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


class Vendored(unittest.TestCase):
    """Name, version and bytes."""

    def test_it_is_the_pinned_one(self) -> None:
        pinned = re.search(r"^smallvarint==(\S+).*?sha256:([0-9a-f]{64})", LOCK.read_text(), re.MULTILINE | re.DOTALL)
        assert pinned is not None
        self.assertEqual(pinned.group(1), smallvarint.__version__)
        self.assertEqual(pinned.group(2), hashlib.sha256(Path(smallvarint.__file__).read_bytes()).hexdigest())


if __name__ == "__main__":
    unittest.main()
