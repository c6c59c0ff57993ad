"""Steps that only handle text are run for the tag; nothing else of a workflow is ever run."""

import pytest

from core import isolated
from facts.runs.rehearsal import rehearsed
from facts.workflows.assembly import read, written
from tests.tools import needs

_HEAD = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    steps:\n'
_KNOWN = {"github.ref_name": "v1.2.3", "github.ref": "refs/tags/v1.2.3"}


def job_of(folder, steps, **files):
    """Return the rehearsal of a job with these steps, in a checkout with these files."""
    graph = read(
        written(folder, {".github/workflows/release.yml": _HEAD + steps, "NEWS.md": "# News\n\n## 1.2.3\n\n- a\n", **files})
    )
    workflow = graph.workflows[0]
    return rehearsed(graph, workflow, workflow.jobs["publish"], _KNOWN)


@needs("namespaces")
def test_what_text_tools_write_is_kept(tmp_path):
    """A section that sed cuts out is there afterwards."""
    found = job_of(tmp_path, '      - run: sed -n "/^## ${GITHUB_REF_NAME#v}/,\\$p" NEWS.md | tail -n +3 > notes.md\n')
    assert found.texts == {"notes.md": "- a\n"}


@needs("namespaces")
def test_outputs_are_handed_to_later_steps(tmp_path):
    """A step's output is known to the steps after it."""
    steps = '      - id: v\n        run: echo "version=${GITHUB_REF_NAME#v}" >> "$GITHUB_OUTPUT"\n      - run: echo "${{ steps.v.outputs.version }}" > out.txt\n'
    assert job_of(tmp_path, steps).texts["out.txt"] == "1.2.3\n"


@needs("namespaces")
def test_the_notes_that_a_release_is_given_are_seen(tmp_path):
    """The stand-in of gh keeps the notes, and makes nothing."""
    found = job_of(tmp_path, '      - run: grep -F "9.9" NEWS.md > n.md || true; gh release create v1.2.3 --notes-file n.md\n')
    assert [each.notes for each in found.steps] == [""]


@needs("namespaces")
def test_a_python_program_that_only_reads_is_run(tmp_path):
    """A program without other modules and calls is text too."""
    program = "import re, sys\nfrom pathlib import Path\nprint(re.findall('## (.*)', Path('NEWS.md').read_text())[0])\n"
    found = job_of(tmp_path, "      - run: python cut.py > n.md\n", **{"cut.py": program})
    assert found.texts == {"n.md": "1.2.3\n"}


@pytest.mark.parametrize(
    "command",
    [
        "curl -o n.md https://example.org", "rm -rf n.md", "cat /etc/hostname > n.md", "cat ../x > n.md", "make notes", "$TOOL > n.md",
        "sed -n '1e id' NEWS.md", "sed 's/a/id/e' NEWS.md", "awk 'BEGIN { system(\"id\") }'", "bash -c 'echo a'", "eval echo a", "echo a > /nowhere/x", "X=/nowhere; echo a > $X/y", "cp NEWS.md /nowhere", "cd / && cat NEWS.md",
        "python -c 'import subprocess'", "python -c 'open(\"/etc/x\", \"w\")'", "python -c '__import__(\"os\").system(\"id\")'",
        "echo ${{ secrets.TOKEN }}", "git log > n.md",
    ],
)  # fmt: skip
def test_nothing_else_is_run(tmp_path, command):
    """A command that is on no list, or that could reach outside, keeps its step from being run."""
    assert job_of(tmp_path, f"      - run: |\n          {command}\n").steps == []


def test_without_isolation_nothing_is_run(tmp_path, monkeypatch):
    """Where the kernel isolates nothing, a step that only handles text is not run either."""
    monkeypatch.setattr(isolated, "is_possible", lambda: False)
    assert job_of(tmp_path, "      - run: cp NEWS.md notes.md\n").steps == []


CUT = '      - run: awk -v v="$VERSION" \'$0 == "## " v {on=1; next} on\' NEWS.md > notes.md\n'


@needs("namespaces")
def test_a_variable_of_the_job_is_there_for_later_steps(tmp_path):
    """What a step puts into GITHUB_ENV is read by the next one."""
    steps = '      - run: echo "VERSION=${GITHUB_REF_NAME#v}" >> "$GITHUB_ENV"\n'
    assert job_of(tmp_path, steps + CUT).texts["notes.md"] == "\n- a\n"


@needs("namespaces")
@pytest.mark.parametrize(
    "steps",
    [
        CUT,
        '      - run: echo "VERSION=$(git describe)" >> "$GITHUB_ENV"\n' + CUT,
        "      - run: echo > notes.md\n      - run: git log >> notes.md\n",
        "      - run: gh api repos/a/b/releases/generate-notes --jq .body > notes.md\n",
        "      - run: git cliff -o NEWS.md\n      - run: grep -F 9.9 NEWS.md > notes.md || true\n",
        "      - uses: orhun/git-cliff-action@v4\n      - run: grep -F 9.9 NEWS.md > notes.md || true\n",
        "      - run: node prepare.js\n      - run: grep -F 9.9 NEWS.md > notes.md || true\n",
        "      - uses: actions/checkout@v4\n        with: {repository: acme/other}\n      - run: grep 9.9 NEWS.md > notes.md || true\n",
        "      - run: awk 'BEGIN { while (1) print 1 }'\n",
    ],
    ids=["no variable", "from git", "appended", "asked", "cliff", "action", "program", "other repository", "endless"],
)
def test_nothing_is_claimed_of_what_is_not_known(tmp_path, steps):
    """A variable that nothing sets, an answer of GitHub, a file that a step which is not run may write: no text is kept."""
    assert "notes.md" not in job_of(tmp_path, steps).texts


@needs("namespaces")
@pytest.mark.parametrize("file", ["docs/releases/v1.2.3.md", ".changes/v1.2.3.md", "a/b/c/v1.2.3.md"])
def test_prose_is_there_by_a_computed_name(tmp_path, file):
    """A file whose name is put together is copied too."""
    step = f'      - run: if [ -f "{file[:-9]}$GITHUB_REF_NAME.md" ]; then cat "{file[:-9]}$GITHUB_REF_NAME.md"; fi > notes.md\n'
    assert job_of(tmp_path, step, **{file: "- b\n"}).texts["notes.md"] == "- b\n"


@needs("namespaces")
def test_a_build_before_does_not_keep_notes_from_being_cut(tmp_path):
    """Tests and builds change no text that a release is described by."""
    steps = "      - uses: actions/checkout@v4\n      - run: make test\n      - run: cargo build\n      - run: npm run build\n"
    assert job_of(tmp_path, steps + "      - run: grep -F 9.9 NEWS.md > n.md || true\n").texts["n.md"] == ""
