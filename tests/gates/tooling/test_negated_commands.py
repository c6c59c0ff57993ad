"""Where bash takes the status of a command behind `!`, and where it does not."""

import pytest

from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context
from gates.tooling.rules.negated_commands_are_evaluated import findings

RELEASE = "on: push\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: bash x.sh && cargo publish\n"


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("! one\ntrue", True),
        ("five && ! six\ntrue", True),
        ("if x; then\n  ! seven\nfi\ntrue", True),
        ("{ ! twelve; }\ntrue", True),
        ("a | b && ! c | d\ntrue", True),
        ("for x in 1 2; do ! grep $x file; done\ntrue", True),
        ("f() {\n  ! grep a b\n}\nf\ntrue", False),
        ("if ! two; then true; fi\ntrue", False),
        ("while ! ten; do sleep 1; done\ntrue", False),
        ("! three || exit 1\ntrue", False),
        ("! four && echo x\ntrue", False),
        ("(! eight)\ntrue", False),
        ("! nine\necho $?", False),
        ("x=$(! eleven)\ntrue", False),
        ("true\n! last", False),
    ],
)
def test_a_negated_command_is_idle_where_nobody_takes_its_status(text, idle, tmp_path):
    """The shell goes on behind it, as bash does (tried in bash 5.2)."""
    files = {".github/workflows/release.yml": RELEASE, "x.sh": f"set -e\n{text}\n"}
    assert bool(list(findings(Context(read(written(tmp_path, files)))))) is idle
