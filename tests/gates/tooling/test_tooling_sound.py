"""Rules let be what only looks like their defect."""

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context
from tests.gates.tooling.sound_workflows import HEAD, SOUND, job

RULES = load("gates.tooling.rules")
EACH = [(rule, text) for rule, texts in SOUND.items() for text in texts]
IMMUTABLE = "# Demo\n\n{0}\n"
FILLED = HEAD + job("b", "run: gh release create v1 --notes x", "run: gh release upload v1 dist/x")


def judged(folder, rule, files):
    """Return what a rule finds in a checkout with these files, for a pre-release."""
    return list(RULES[rule].findings(Context(read(written(folder, files)), tag="v1.2.3-rc.1")))


@pytest.mark.parametrize(("rule", "text"), EACH, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(EACH)])
def test_a_sound_workflow_is_let_be(rule, text, tmp_path):
    """No finding, although it is close to what the rule refuses."""
    assert judged(tmp_path, rule, {".github/workflows/release.yml": text}) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Our releases are immutable.", 1),
        ("We do not use immutable releases.", 0),
        ("Releases of crates are immutable.", 0),
    ],
)
def test_only_a_statement_about_releases_of_github_counts(sentence, found, tmp_path):
    """A sentence with a negation, or about a registry, does not make releases immutable."""
    files = {".github/workflows/release.yml": FILLED, "README.md": IMMUTABLE.format(sentence)}
    assert len(judged(tmp_path, "release-is-public-last", files)) == found


def test_a_file_of_the_checkout_is_found(tmp_path):
    """A file that is tracked needs no download."""
    build = job("build", "{uses: actions/upload-artifact@v4, with: {name: \"d-${{ matrix.os }}\", path: 'dist/*.json'}}",
                more="    strategy: {matrix: {os: [linux, macos]}}\n")  # fmt: skip
    last = job("publish", "uses: actions/checkout@v4", "{uses: actions/download-artifact@v4, with: {path: dist}}",
               "run: gh release create v1 dist/*/*.json schema/a.json", more="    needs: build\n")  # fmt: skip
    files = {".github/workflows/release.yml": HEAD + build + last}
    assert len(judged(tmp_path / "bad", "downloaded-files-are-found", files)) == 1
    assert judged(tmp_path / "good", "downloaded-files-are-found", {**files, "schema/a.json": "{}"}) == []


def test_a_pre_release_leaves_install_instructions_alone(tmp_path):
    """While a pre-release is tried, a README names the stable version; the project's own files do not."""
    files = {"README.md": "pip install demo==1.2.2\n", "pyproject.toml": '[project]\nname = "demo"\nversion = "1.2.3"\n'}
    graph = read(written(tmp_path, {".github/workflows/release.yml": HEAD + job("b", "run: make"), **files}))
    found = {
        tag: list(RULES["stated-versions"].findings(Context(graph, tag=tag, base="v1.2.2"))) for tag in ("v1.2.3-rc.1", "v1.2.3")
    }
    assert [len(each) for each in found.values()] == [0, 1]
