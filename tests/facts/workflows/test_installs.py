"""Which commands take something from a channel."""

from pathlib import Path

import pytest

from facts.shell.invocations import invocation
from facts.shell.parsing import parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from facts.workflows.installs import installs
from tests.tools import needs


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "does"),
    [
        ("npm install tool@1", True),
        ("uv tool install tool==1", True),
        ('UV_CACHE_DIR=x uv tool run --python 3.11 --from "tool==$V" tool --version', True),
        ("uvx tool==1 --version", True),
        ("pipx run tool --version", True),
        ("timeout 60 npx -y tool@1 --version", True),
        ("pnpm dlx tool --version", True),
        ("brew info tool --json", False),
        ("curl -fsS https://example.invalid/tool.json", False),
        ("poetry run tool --version", False),
        ("tool --version", False),
    ],
)
def test_what_is_fetched_and_started_counts_as_installed(tmp_path: Path, line: str, does: bool) -> None:
    """A runner that takes the package from its index does what an installation does; a question about it does not."""
    tree = parse({"a": line}, tmp_path)["a"]
    script = Script("a", 1, line, statements(tree["statements"]), False, False)
    assert any(installs(invocation(call)) for call, _, _ in script.calls()) is does
