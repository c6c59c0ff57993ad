"""What the suite costs by itself: `python -m benchmarks.overhead [CHECKS]`.

The same number of empty tests, once as checks of a toy suite (start, plan, child, guard, evidence, summary, HTML report) and once
under bare pytest, in turns in the same run; the figures are medians of whole processes in seconds, and their ratio.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
HEAD = "import pytest\npytestmark = [pytest.mark.pre_release, pytest.mark.gate(11), pytest.mark.static]\n"
CHECK = 'def test_{n}(examine):\n    """Nothing, number {n}."""\n    examine([1])\n'
BARE = 'def test_{n}():\n    """Nothing, number {n}."""\n'
PLAN = 'gates = [{{ word = "licensing", title = "Licensing", number = 11 }}]\nchannels = []\nchecks = [\n{lines}]\n'
LINE = (
    '{{ test = "gates/licensing/test_licensing.py::test_{n}", stages = ["pre_release"], requirement = "Nothing, number {n}.", '
    'gate = "licensing", static = true, markers = ["gate", "static"] }},\n'
)
PYPROJECT = (
    '[project]\nname = "toy"\nversion = "1"\n[tool.pytest]\ntestpaths = ["gates"]\npythonpath = ["{root}"]\nstrict = true\n'
)
GIT = ("git", "-c", "user.name=toy", "-c", "user.email=toy@localhost", "-c", "commit.gpgsign=false")


def main(checks: int, rounds: int = ROUNDS) -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = toy(Path(folder) / "ours", checks), _bare(Path(folder) / "bare", checks)
        pairs = [(_seconds(ours), _seconds(bare)) for _ in range(rounds)]
    suite, plain = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{checks} empty checks: suite {suite:.2f} s, bare pytest {plain:.2f} s, ratio {ratio:.1f}, {rounds} pairs")
    print(f"overhead: {suite - plain:.2f} s in all, {1000 * (suite - plain) / checks:.1f} ms a check")
    return 0


def _seconds(command: tuple[list[str], Path]) -> float:
    began = time.perf_counter()
    subprocess.run(command[0], cwd=command[1], check=True, capture_output=True)
    return time.perf_counter() - began


def toy(root: Path, checks: int, check: str = CHECK) -> tuple[list[str], Path]:
    """Make a toy suite with a project; return the command that runs it, and where."""
    for name in ("plugins", "gates/licensing", "project"):
        (root / name).mkdir(parents=True)
    (root / "conftest.py").write_text((ROOT / "conftest.py").read_text())
    (root / "pyproject.toml").write_text(PYPROJECT.format(root=ROOT))
    numbers = range(checks)
    (root / "gates" / "licensing" / "test_licensing.py").write_text(HEAD + "".join(check.format(n=n) for n in numbers))
    (root / "plugins" / "plan.toml").write_text(PLAN.format(lines="".join(LINE.format(n=n) for n in numbers)))
    (root / "project" / "release-profile.toml").write_text('[project]\nname = "toy"\n')
    for git in (("init", "-q"), ("add", "."), ("commit", "-qm", "toy")):
        subprocess.run([*GIT, *git], cwd=root / "project", check=True, capture_output=True)
    words = ["--release-target", "v0.2.0", "--base-tag", "v0.1.0", f"--project={root / 'project'}"]
    return [sys.executable, "-m", "pytest", *words, f"--evidence-dir={root / 'evidence'}"], root


def _bare(root: Path, checks: int) -> tuple[list[str], Path]:
    root.mkdir()
    (root / "test_empty.py").write_text("".join(BARE.format(n=n) for n in range(checks)))
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], root


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
