"""What a walk knows after a loop, and where the output of a group goes."""

from pathlib import Path

from facts.runs.steps import ran
from facts.workflows.assembly import read, written

HEAD = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"


def walked(folder: Path, *lines: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return each command that the step runs, with the files that its output goes to."""
    text = HEAD + "".join(f"          {line}\n" for line in lines)
    machinery = read(written(folder, {".github/workflows/a.yml": text}))
    (workflow,) = machinery.workflows
    job = workflow.jobs["a"]
    return [(each.text, each.writes) for each in ran(machinery, workflow, job, job.steps[0])]


def test_what_a_loop_may_set_is_not_known_after_it(tmp_path: Path) -> None:
    """The exit behind the loop hangs on what the loop found: what follows is reached all the same."""
    found = walked(
        tmp_path,
        "x=",
        "while read -r y; do if grep $y z; then x=$y; break; fi; done < list",
        'if [ -z "$x" ]; then exit 0; fi',
        "cargo publish",
    )
    assert "cargo publish" in [text for text, _ in found]


def test_the_output_of_a_group_is_that_of_its_commands(tmp_path: Path) -> None:
    """A command of its own redirection, a pipe and a substitution keep theirs."""
    lines = ["{ echo a=1; echo b=2 > other; printf c | tee d; } >> out", "if true; then echo e; fi > last", "echo f"]
    assert dict(walked(tmp_path, *lines)) | {"true": ()} == {
        "echo a=1": ("out",),
        "echo b=2": ("other",),
        "printf c": (),
        "tee d": ("out",),
        "true": (),
        "echo e": ("last",),
        "echo f": (),
    }
