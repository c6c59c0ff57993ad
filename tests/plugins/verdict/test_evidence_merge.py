"""Another host's evidence stands in for what this host cannot carry out, and for nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from plugins.verdict import evidence_file, reader
from tests.sandbox_suite import GOOD, Toy

HOSTS = GOOD + (
    'def test_on_one_host(examine, release):\n    """It needs what one host has."""\n'
    '    if not os.environ.get("HOST_HAS_IT"):\n        raise PermissionError("not on this host")\n'
    '    assert examine(["thing"]) == ([os.environ["HOST_HAS_IT"]] if os.environ["HOST_HAS_IT"] != "thing" else ["thing"])\n'
)

DELIVERY = """\
import os
import pytest
pytestmark = [pytest.mark.delivery, pytest.mark.gate(11), pytest.mark.remote]
"""
EACH_HOST = "".join(
    f'def test_on_{host}(examine):\n    """It needs {host}."""\n    examine([1])\n'
    f'    if os.environ.get("HOST_HAS_IT") != "{host}":\n        raise PermissionError("not on this host")\n'
    for host in ("linux", "mac", "arm")
)


def other_host(toy: Toy, tmp_path: Path, has: str, *words: str) -> Path:
    """Run the toy as another host would, and return its evidence file."""
    toy.run(*words, env={"HOST_HAS_IT": has})
    document = toy.evidence
    for run in document["runs"]:
        run["host"]["name"], run["tools"] = has, {"git": "1"}
    path = tmp_path / f"{has}.json"
    document["verdict"] = reader.verdict(document)
    evidence_file.write(path, document)
    shutil.rmtree(toy.project / ".scratch")
    toy.pytester._monkeypatch.delenv("HOST_HAS_IT")
    return path


def test_the_other_host_stands_in(toy: Toy, tmp_path: Path) -> None:
    """What this host lacks is taken from the other's file, and the verdict is clear for both together."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "thing")
    assert toy.run().ret == 101
    assert toy.run(f"--import={path}").ret == 0
    assert toy.evidence["verdict"]["state"] == "clear"
    assert reader.main([str(toy.evidence_path)]) == 0
    assert list(toy.run_entry["imported"]) == ["pre_release/test_licensing::test_on_one_host"]


def test_a_failure_elsewhere_blocks_here(toy: Toy, tmp_path: Path) -> None:
    """A failed record of the other host is a failure of the release."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "another thing")
    assert toy.run(f"--import={path}").ret == 1
    assert reader.main([str(toy.evidence_path)]) == 1


def test_a_failure_elsewhere_is_not_covered_by_a_pass_here(toy: Toy, tmp_path: Path) -> None:
    """One check asks every host; what fails on one of them is the release's failure."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "another thing")
    assert toy.run(f"--import={path}", env={"HOST_HAS_IT": "thing"}).ret == 1
    assert list(toy.run_entry["imported"]) == ["pre_release/test_licensing::test_on_one_host"]
    assert reader.main([str(toy.evidence_path)]) == 1


def test_what_this_host_can_tell_is_told_here(toy: Toy, tmp_path: Path) -> None:
    """A pass of the other host does not cover a failure of this one."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "thing")
    assert toy.run(f"--import={path}", env={"HOST_HAS_IT": "broken"}).ret == 1
    assert toy.run_entry["imported"] == {}


@pytest.mark.parametrize(("change", "sentence"), [("damage", "damaged evidence"), ("tree", "evidence for a different tree")])
def test_what_does_not_fit_is_refused(toy: Toy, tmp_path: Path, change: str, sentence: str) -> None:
    """Damaged evidence, or evidence of another tree, is refused before anything runs."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "thing")
    if change == "damage":
        document = json.loads(path.read_text())
        document["checks"].pop()
        path.write_text(json.dumps(document))
    else:
        (toy.project / "new.txt").write_text("x")
    result = toy.run(f"--import={path}")
    assert result.ret == 4
    assert sentence in result.stderr.str()


ANOTHER = [
    ("release", "target", "v9.9.9", "evidence of target v9.9.9"),
    ("release", "base", "v0.0.9", "evidence of base v0.0.9"),
    ("release", "commit", "d" * 40, "evidence of commit dddd"),
    ("run", "tree", "d" * 64, "evidence for a different tree"),
    ("run", "profile_digest", "d" * 64, "evidence for a different profile"),
    ("run", "plan_digest", "d" * 64, "evidence for a different plan"),
    ("run", "suite_version", "0.0.0", "evidence for a different suite version"),
]


@pytest.mark.parametrize(("part", "key", "value", "sentence"), ANOTHER, ids=[key for _, key, _, _ in ANOTHER])
def test_what_is_about_something_else_is_refused(
    toy: Toy, tmp_path: Path, part: str, key: str, value: str, sentence: str
) -> None:
    """Sound evidence of another release, commit, tree, profile, plan or suite is refused before anything runs."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "thing")
    document = json.loads(path.read_text())
    changed = document["release"] if part == "release" else document["runs"][-1]
    changed[key] = value
    document["verdict"] = reader.verdict(document)
    evidence_file.write(path, document)
    result = toy.run(f"--import={path}")
    assert (result.ret, sentence in result.stderr.str()) == (4, True), result.stderr.str()


def test_three_hosts_make_one_verdict(toy: Toy, tmp_path: Path) -> None:
    """Remote records of two other hosts, each with its own tools, count beside those of this one, also when read again."""
    toy.gate(EACH_HOST, head=DELIVERY)
    stage = ("-m", "delivery")
    others = [f"--import={other_host(toy, tmp_path, host, *stage)}" for host in ("mac", "arm")]
    assert toy.run(*stage, others[0], env={"HOST_HAS_IT": "linux"}).ret == 101
    assert toy.run(*stage, *others).ret == 0
    assert sorted(toy.run_entry["imported"]) == [f"delivery/test_licensing::test_on_{host}" for host in ("arm", "mac")]
    assert len({record["run"] for record in toy.evidence["checks"]}) == 3
    assert reader.main([str(toy.evidence_path), "--stage", "delivery"]) == 0


def test_each_of_the_files_is_examined(toy: Toy, tmp_path: Path) -> None:
    """One sound file does not cover for a damaged one."""
    toy.gate(HOSTS)
    path = other_host(toy, tmp_path, "thing")
    (tmp_path / "damaged.json").write_text(path.read_text()[:-9])
    assert toy.run(f"--import={path}", f"--import={tmp_path / 'damaged.json'}").ret == 4


def test_an_own_run_is_no_other_hosts(toy: Toy) -> None:
    """What this host could an hour ago does not stand in for what it cannot now: delivery would be carried over that way."""
    toy.gate(HOSTS)
    assert toy.run(env={"HOST_HAS_IT": "thing"}).ret == 0
    kept = shutil.copy(toy.evidence_path, toy.root / "kept.json")
    toy.pytester._monkeypatch.delenv("HOST_HAS_IT")
    result = toy.run(f"--import={kept}")
    assert result.ret == 4
    assert "evidence of this host's own run" in result.stderr.str()
