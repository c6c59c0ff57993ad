"""What gate 6 refuses: a break that the changelog does not call one, and a project whose own tests fail."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by


@refused_by("pre_release/test_compatibility::test_every_python_break_is_declared")
def removed_property(draft: Draft) -> None:
    """`Pool.path` is gone, and the changelog has no Breaking heading."""
    start, end = "    @property\n    def path(", "    def append("
    draft.edit("src/brook/pool.py", lambda text: text[: text.index(start)] + text[text.index(end) :])


@refused_by("pre_release/test_compatibility::test_every_command_line_break_is_declared")
def removed_flag(draft: Draft) -> None:
    """`brook serve` no longer knows `--ready-file`, and the changelog has no Breaking heading."""
    draft.edit(
        "src/brook/cli.py", lambda text: text.replace("--ready-file", "--address-file").replace("ready_file", "address_file")
    )


@refused_by("pre_release/test_compatibility::test_the_suite_passed[cli_integration]")
def failing_test(draft: Draft) -> None:
    """A missing message ends the program with a status that the documentation does not name."""
    draft.replace("src/brook/errors.py", "    exit_status = 3\n", "    exit_status = 7\n")
