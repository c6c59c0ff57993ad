"""`--init` writes a short profile; what nobody could tell is refused until somebody decides."""

import tomllib
from argparse import Namespace

import pytest

from core.errors import Refused
from plugins.cli.init import decided, write
from plugins.plan.discovered import completed
from profiles.release import Tag
from profiles.schema.profile import load
from tests.repository import checkout, git
from tests.repository_rules.test_words import ROOT

FILES = {
    "pyproject.toml": '[build-system]\nrequires = []\n[project]\nname = "demo"\nversion = "1.0.0"\nlicense = "MIT"\n',
    "src/demo/__init__.py": "x = 1\n",
    "src/demo/py.typed": "",
    "LICENSE": "MIT\n",
    "CHANGES.md": "## 1.0.0\n\nAll.\n",
}


@pytest.fixture
def written(tmp_path):
    """Write the profile of a small project; return its path."""
    project = checkout(tmp_path / "demo", FILES).path
    git(project, "tag", "1.0.0")
    options = Namespace(init="", release_target=None, base_tag=None)
    assert write(options, project, ROOT, project) == 0
    return project / "release-profile.toml"


def test_it_is_short_and_says_where_it_is_from(written):
    """Defaults are not written; each line has its origin."""
    text = written.read_text()
    assert len(text.splitlines()) <= 11
    assert 'tag = "{version}"  # 1 tags' in text
    assert 'package = "demo"  # pyproject.toml:4' in text


def test_an_open_question_is_refused(written):
    """By the text that asks and the place where it stands."""
    with pytest.raises(Refused, match="DECIDE: .* which nobody has decided"):
        load(written)


def test_a_decided_profile_is_taken(written):
    """Every question answered, the file is a profile."""
    written.write_text(written.read_text().replace("DECIDE:", "decided:"))
    profile = load(written)
    assert profile.project.tag == "{version}"
    assert "preflight.tidy" not in profile.does_not_apply
    assert profile.does_not_apply["packaging.packages"] == profile.does_not_apply["licensing.allowed"]


def test_the_rest_is_read_again_in_each_run(written):
    """What the file does not say is what discovery finds; what it says is its own."""
    written.write_text(written.read_text().replace("DECIDE:", "decided:").replace('"MIT"', '"ISC"'))
    whole = load(completed(written, written.parent, Tag("1.0.0"), Tag("none"), written.parent.parent / "evidence"))
    assert [row.path for row in whole.preflight.versions] == ["pyproject.toml"]
    assert whole.preflight.changelog == "CHANGES.md"
    assert whole.licensing.license == "ISC"


def test_a_person_at_a_terminal_is_asked(written):
    """An empty answer leaves the line marked."""
    text = written.read_text()
    assert decided(text, lambda question: "") == text
    answered = decided(text, lambda question: 'it is "small"')
    assert "DECIDE:" not in answered
    assert tomllib.loads(answered)["does_not_apply"].popitem()[1] == 'it is "small"'


def test_a_file_is_never_replaced(written):
    """Somebody may have decided in it."""
    with pytest.raises(Refused, match="which exists"):
        write(Namespace(init="", release_target=None, base_tag=None), written.parent, ROOT, written.parent)
