"""Files that state a version as the project's own, and files in which it only stands."""

import pytest

from facts.text.versions_in_text import may_state, mentions

NAMES = {"demo-tool"}


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("CITATION.cff", "cff-version: 1.2.0\nversion: 1.1.0\n", 2),
        ("chart/Chart.yaml", 'name: demo\nversion: 0.3.0\nappVersion: "1.1.0"\n', 3),
        (".claude-plugin/plugin.json", '{\n  "name": "x",\n  "version": "1.1.0"\n}\n', 3),
        ("server.json", '{"packages": [{"identifier": "demo-tool", "version": "1.1.0"}]}\n', 1),
        ("docs/conf.py", 'project = "demo"\nrelease = "1.1.0"\n', 2),
        ("Dockerfile", "FROM python:3.12\nARG DEMO_VERSION=1.1.0\n", 2),
        ("Dockerfile", "FROM python:3.12\nRUN pip install demo-tool==1.1.0\n", 2),
        ("README.md", "# Demo\n\n    npx demo-tool@1.1.0\n", 3),
        ("VERSION", "1.1.0\n", 1),
    ],
)
def test_a_stated_version_is_found(path: str, text: str, line: int) -> None:
    """Metadata, build files and install lines state the version, each in its own form."""
    assert [(each.path, each.line) for each in mentions(path, text, "1.1.0", NAMES)] == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"version": "1.1.0"}'),
        ("CHANGELOG.md", "pip install demo-tool==1.1.0\n"),
        ("README.md", "To roll back, run `pip install demo-tool==1.1.0`.\n"),
        ("README.md", "pip install other-tool==1.1.0\n"),
        ("requirements.json", '{"dependencies": {"x": {"version": "1.1.0"}}}'),
        ("chart/Chart.yaml", 'version: 1.1.0\nappVersion: "1.2.0"\n'),
        ("tests/fixtures/CITATION.cff", "version: 1.1.0\n"),
        ("CITATION.cff", "cff-version: 1.1.0\nversion: 1.2.0\n"),
        ("Dockerfile", "ARG NODE_VERSION=1.1.0\n"),
    ],
)
def test_what_is_no_statement_is_left_alone(path: str, text: str) -> None:
    """Manifests, pages of the past, other people's versions and a chart's own are not the project's."""
    assert list(mentions(path, text, "1.1.0", NAMES)) == []


def test_what_is_looked_into_is_known_by_its_name():
    """A file that states a version is one that is read, however many files lie before it."""
    stating = (
        "CITATION.cff",
        "docs/conf.py",
        "VERSION",
        "chart/Chart.yaml",
        "README.md",
        "Dockerfile",
        "CMakeLists.txt",
        "plugin.json",
    )
    assert all(map(may_state, stating))
    assert not any(map(may_state, ("Cargo.toml", "tests/data/plugin.json", "src/main.rs", "logo.png")))
