"""What --resume carries over is still proven: of this release, over this base, and not from the future."""

import json
import subprocess
from typing import Any

from plugins.plan.plan import read
from plugins.verdict import evidence_file, reader
from tests.sandbox_suite import GIT, GOOD, ROOT, Toy


def rewritten(toy: Toy, **changes: Any) -> None:
    """Change the first run's entry, and seal the file as the suite would."""
    document = toy.evidence
    document["runs"][0].update(changes)
    document["verdict"] = reader.verdict(document)
    evidence_file.write(toy.evidence_path, document)


def git(toy: Toy, *words: str) -> None:
    """Run git in the toy's project."""
    subprocess.run([*GIT, *words], cwd=toy.project, check=True, capture_output=True)


def test_a_base_tag_that_moved_voids_what_was_compared_with_it(toy: Toy) -> None:
    """A base tag that names another commit, or is not in the history any more, takes away what was proven over it."""
    toy.gate(GOOD)
    git(toy, "tag", "v0.1.0")
    git(toy, "commit", "-q", "--allow-empty", "-m", "two")
    assert toy.run().ret == 0
    assert toy.run("--resume").ret == 0
    assert toy.record("test_good")["carried_from"] is not None
    git(toy, "tag", "-f", "v0.1.0")
    assert toy.run("--resume").ret == 0
    assert toy.record("test_good")["carried_from"] is None, "another commit"
    git(toy, "checkout", "-q", "--orphan", "other")
    git(toy, "commit", "-q", "-m", "the same files without the history")
    assert toy.run("--resume").ret == 0
    assert toy.record("test_good")["carried_from"] is None, "another line"


def test_a_base_tag_that_moves_meanwhile_proves_nothing(toy: Toy) -> None:
    """A run during which the base tag moved cannot say which base it compared with."""
    git(toy, "tag", "v0.1.0")
    git(toy, "commit", "-q", "--allow-empty", "-m", "two")
    toy.gate(
        GOOD + 'import subprocess\ndef test_moves(examine, release):\n    """It moves the tag."""\n    examine([1])\n'
        '    subprocess.run(["git", "tag", "-f", "v0.1.0"], cwd=release.home, check=True, capture_output=True)\n'
    )
    assert toy.run().ret == 101
    assert "got a different base tag at the end than at the start" in toy.record("test_good")["message"]


def test_evidence_from_the_future_is_not_carried(toy: Toy) -> None:
    """Where the clock was set back, what seems to be proven later than now is proven again."""
    toy.gate(GOOD)
    assert toy.run().ret == 0
    rewritten(toy, started="2999-01-01T00:00:00+00:00", ended="2999-01-01T00:00:01+00:00")
    assert toy.run("--resume").ret == 0
    assert toy.record("test_good")["carried_from"] is None
    assert toy.evidence["verdict"]["state"] == "clear"


def test_evidence_of_another_target_is_refused(toy: Toy) -> None:
    """A file that was renamed proves nothing of the release whose name it bears."""
    toy.gate(GOOD)
    assert toy.run().ret == 0
    document = toy.evidence
    document["release"]["target"] = "v0.1.9"
    evidence_file.write(toy.evidence_path, document)
    result = toy.run("--resume")
    assert result.ret == 4
    assert "got evidence of target 'v0.1.9', expected target 'v0.2.0'" in result.stderr.str()
    assert json.loads(toy.evidence_path.read_text()) == toy.evidence


def test_a_clean_tree_is_looked_at_every_time() -> None:
    """A soft reset makes a tree dirty and changes no file: whether it is clean is never carried over."""
    lines = {line.test.rpartition("::")[2]: line for line in read(ROOT).lines}
    assert "remote" in lines["test_working_tree_is_clean"].markers
