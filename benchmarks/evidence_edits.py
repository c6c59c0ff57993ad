"""What edited evidence is worth: `python -m benchmarks.evidence_edits [EDITS] [RUNS]`.

A toy suite leaves evidence of a release that is blocked, and of one that is incomplete. Copies are edited from a fixed seed: a
value set, taken out, doubled or put elsewhere, a byte changed, the file cut. Each copy goes through the reader, and some of
them through whole runs: continued with `--resume`, and brought in with `--import`. *Better* is an answer that the file as
it was written does not give: clear from the reader, exit status 0 from a run. Each run starts in a folder of its own.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

from benchmarks.overhead import toy
from plugins.verdict import reader

EVIDENCE = "evidence-v0.2.0.json"
LONGEST = 120.0  # seconds that a run may take on a loaded machine
CHECK = (
    'def test_{n}(examine):\n    """Nothing, number {n}."""\n    import os\n    from core.errors import Unavailable\n'
    '    if os.environ.get("TOY_LACKS") == "{n}":\n        raise Unavailable(got="no tool", expected="one", advice="install it")\n'
    '    assert os.environ.get("TOY_FAILS") != "{n}"\n    examine([1])\n'
)
VALUES: tuple[Any, ...] = (None, True, False, 0, 1, "passed", "clear", "preview", "", "official", [], {})


def main(edits: int, runs: int, seed: int = 1) -> int:
    """Edit as often as asked, print what was found, and return 1 where anything got better."""
    chance, found, began = random.Random(seed), Counter[str](), time.perf_counter()  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        command, root = toy(Path(name) / "toy", 4, CHECK)
        starts = {word: _made(command, root, Path(name) / word, {word: "1"}) for word in ("TOY_FAILS", "TOY_LACKS")}
        for number in range(edits):
            word = chance.choice(sorted(starts))
            data = _edited(starts[word], chance)
            path = Path(name) / "edited.json"
            path.write_bytes(data)
            document, damage = reader.read(path)
            found["read"] += 1
            found["refused by the reader"] += bool(damage)
            found["better"] += not damage and reader.verdict(document)["state"] == "clear"
            if runs and number % max(1, edits // runs) == 0:
                _run(command, root, Path(name) / f"run-{number}", data, word, found)
    print(f"{dict(found)}, {time.perf_counter() - began:.0f} s")
    return int(found["better"] > 0)


def _run(command: list[str], root: Path, folder: Path, data: bytes, word: str, found: Counter[str]) -> None:
    """Continue edited evidence, and bring it into a run that lacks what the other host saw."""
    folder.mkdir()
    (folder / EVIDENCE).write_bytes(data)
    resumed = _status([*command, f"--evidence-dir={folder}", "--resume"], root, {word: "1"})
    imported = _status([*command, f"--evidence-dir={folder}-b", f"--import={folder / EVIDENCE}"], root, {"TOY_LACKS": "1"})
    for what, status in (("resume", resumed), ("import", imported)):
        found[f"--{what}: status {status}"] += 1
        found["better"] += status == 0
    for place in (folder, folder.with_name(f"{folder.name}-b")):
        shutil.rmtree(place, ignore_errors=True)


def _made(command: list[str], root: Path, folder: Path, environment: dict[str, str]) -> bytes:
    """Return the evidence of a release that does not pass; make sure that it does not."""
    status = _status([*command, f"--evidence-dir={folder}"], root, environment)
    if status not in (1, 101):
        raise SystemExit(f"the toy ended with {status}, expected 1 or 101")
    return (folder / EVIDENCE).read_bytes()


def _status(command: list[str], root: Path, environment: dict[str, str]) -> int:
    last = next(word for word in reversed(command) if word.startswith("--evidence-dir="))
    words = [word for word in command if not word.startswith("--evidence-dir=")] + [last]
    return subprocess.run(
        words, cwd=root, env={**os.environ, **environment}, capture_output=True, timeout=LONGEST, check=False
    ).returncode


def _edited(data: bytes, chance: random.Random) -> bytes:
    """Return a copy with one edit; the seal stays as it was, since whoever can seal can write anything."""
    kind = chance.choice(("value", "value", "value", "gone", "double", "swap", "byte", "cut"))
    if kind == "cut":
        return data[: chance.randrange(len(data))]
    if kind == "byte":
        place = chance.randrange(len(data))
        return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
    body = json.loads(data)
    inside, key = chance.choice(list(_places({name: each for name, each in body.items() if name != "seal"}, body)))
    if kind == "value":
        inside[key] = deepcopy(chance.choice(VALUES))
    elif kind == "gone":
        del inside[key]
    elif kind == "double" and isinstance(inside, list):
        inside.insert(0, deepcopy(inside[key]))
    else:
        other, name = chance.choice(list(_places(body, body)))
        inside[key], other[name] = deepcopy(other[name]), deepcopy(inside[key])
    return json.dumps(body, indent=1).encode()


def _places(value: Any, real: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys, from the document itself."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [found for key in keys for found in [(real, key), *_places(value[key], real[key])]]


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:3] or ("10000", "100"))))
