"""One release line of a monorepo: its own tags, changelog and paths."""

import pytest

from core.errors import Refused
from discovery.line import named_by, of_line, spelling_of
from discovery.model import of_checkout
from tests.repository import checkout, git

FILES = {
    "CHANGELOG.md": "## 9.0.0\n\nx\n",
    "packages/cli/package.json": '{"name": "@demo/cli", "version": "3.0.1", "license": "MIT", "scripts": {"test": "x"}}',
    "packages/cli/CHANGELOG.md": "## 3.0.1\n\nx\n",
    "packages/git/package.json": '{"name": "@demo/git", "version": "1.0.0", "license": "MIT", "scripts": {"test": "x"}}',
    "packages/git/package-lock.json": '{"packages": {"node_modules/x": {}}}',
    "package-lock.json": '{"packages": {"node_modules/x": {}}}',
}


@pytest.fixture
def model(tmp_path):
    """Return the model of two packages, one of which has tags of its own."""
    project = checkout(tmp_path / "p", FILES)
    for tag in ("@demo/cli@3.0.0", "@demo/cli@3.0.1", "v9.0.0"):
        git(project.path, "tag", tag)
    return of_checkout(project)


@pytest.mark.parametrize("name", ["@demo/cli", "cli", "packages/cli"])
def test_a_named_package_has_its_own_paths(model, name):
    """Its folder, the lock above it, its changelog; the other package's are not its."""
    mine = of_line(model, name, "v{version}")
    assert [one.name for one in mine.packages] == ["@demo/cli"]
    assert str(mine.changelog) == "packages/cli/CHANGELOG.md"
    assert [one.path for one in mine.locks] == ["package-lock.json"]
    assert [one.folder for one in mine.suites] == ["packages/cli"]


def test_tags_name_their_package(model):
    """The spelling alone gives the changelog; the whole stays."""
    assert named_by(model, "@demo/cli@{version}").folder == "packages/cli"
    assert spelling_of(model, "cli") == "@demo/cli@{version}"
    whole = of_line(model, "", "@demo/cli@{version}")
    assert str(whole.changelog) == "packages/cli/CHANGELOG.md"
    assert len(whole.packages) == 2
    assert str(of_line(model, "", "v{version}").changelog) == "CHANGELOG.md"


def test_a_package_that_is_not_there_is_refused(model):
    """With those that are."""
    with pytest.raises(Refused, match="@demo/cli, @demo/git"):
        of_line(model, "nothing", "v{version}")
