"""What gate 6 refuses: a break that the changelog does not call one, and a project whose own tests fail."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree


@refused_by("pre_release/test_compatibility::test_public_api_is_backward_compatible[brook]")
def removed_property(draft: WrittenTree) -> None:
    """`Pool.path` is gone, and the changelog has no Breaking heading."""
    start, end = "    @property\n    def path(", "    def append("
    draft.edit("src/brook/pool.py", lambda text: text[: text.index(start)] + text[text.index(end) :])


@refused_by("pre_release/test_compatibility::test_cli_is_backward_compatible[brook]")
def removed_flag(draft: WrittenTree) -> None:
    """`brook get` no longer knows `--json`, and the changelog has no Breaking heading."""
    draft.replace(
        "src/brook/cli.py",
        "o: _show([Pool(o.home, o.pool).get(o.seq)], o.json)",
        "o: _show([Pool(o.home, o.pool).get(o.seq)], False)",
    )
    flag = '    parser.add_argument("seq", type=int)\n'
    draft.edit("src/brook/cli.py", lambda text: _without_next_line(text, flag))


@refused_by("pre_release/test_compatibility::test_cli_is_backward_compatible[brook]")
def exit_status_changed(draft: WrittenTree) -> None:
    """A missing message ends the program with another status, and the changelog has no Breaking heading."""
    draft.replace("src/brook/errors.py", "    exit_status = 3\n", "    exit_status = 7\n")


@refused_by("pre_release/test_compatibility::test_full_test_suite_passes[cli_integration]")
def failing_test(draft: WrittenTree) -> None:
    """`brook --version` says something else than its test expects."""
    draft.replace("src/brook/cli.py", 'version=f"brook {__version__}"', 'version=f"version {__version__}"')


def _without_next_line(text: str, line: str) -> str:
    before, _, after = text.partition(line)
    return before + line + after.partition("\n")[2]
