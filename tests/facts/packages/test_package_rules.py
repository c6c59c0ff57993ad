"""Every judgement refuses its own smallest bad package for its reason, and is silent about the good one."""

from pathlib import Path

import pytest

from core.findings import rules_of
from core.rules import Loaded
from facts.packages.judging import judged, rules
from facts.packages.subject import Subject
from tests.cases.packages.pack import archive

NAMES = {
    "wheel": "demo-1.0.0-py3-none-any.whl",
    "sdist": "demo-1.0.0.tar.gz",
    "node": "demo-1.0.0.tgz",
    "crate": "demo-1.0.0.crate",
    "golang": "v1.0.0.zip",
    "archive": "demo-1.0.0-any.tar.gz",
}
ROOTS = {"sdist": "demo-1.0.0/", "node": "package/", "crate": "demo-1.0.0/", "golang": "example.com/demo@v1.0.0/"}


def subject(folder: Path, kind: str, files: dict[str, str]) -> Subject:
    """Pack texts as a package of a kind."""
    path = folder / NAMES[kind]
    path.write_bytes(archive(path.name, {f"{ROOTS.get(kind, '')}{name}": text.encode() for name, text in files.items()}, {}))
    return Subject(path, kind, "1.0.0", (path,))


WITH_BAD = [each for each in rules() if each.rule.bad]
WITH_GOOD = [each for each in rules() if each.rule.good]


@pytest.mark.parametrize("each", WITH_BAD, ids=lambda one: one.rule.id)
def test_the_bad_package_is_refused_for_its_reason(each: Loaded, tmp_path: Path) -> None:
    """It is found by its rule, and by no other."""
    assert rules_of(judged([subject(tmp_path, each.rule.given["kind"], dict(each.rule.bad))])) == [each.rule.id]


@pytest.mark.parametrize("each", WITH_GOOD, ids=lambda one: one.rule.id)
def test_the_good_package_is_left_alone(each: Loaded, tmp_path: Path) -> None:
    """No rule finds anything."""
    assert judged([subject(tmp_path, each.rule.given["kind"], dict(each.rule.good))]) == []


@pytest.mark.parametrize("each", rules(), ids=lambda one: one.rule.id)
def test_every_rule_says_all_of_itself(each: Loaded) -> None:
    """A requirement, a reason and a remedy."""
    assert each.rule.title.endswith(".")
    assert each.rule.why
    assert each.rule.fix
