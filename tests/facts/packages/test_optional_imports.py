"""Imports of other distributions that hold under a condition only, and commands that are coroutines."""

from pathlib import Path

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found

INFO = {"demo-1.1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.1.0\n"}
WEB = "from other import gen\n\n\ndef work():\n    return gen\n"
TRIED = "try:\n    import other\nexcept ImportError:\n    other = None\n"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (f"{TRIED}if other:\n    from demo.web import work\n", []),
        (f"{TRIED}def work():\n    from demo.web import work\n    return work()\n", []),
        ("from demo.web import work\n", ["undeclared-dependency"]),
    ],
)
def test_a_module_behind_a_condition_is_for_those_who_meet_it(tmp_path: Path, text: str, rules: list[str]) -> None:
    """What every import of the package loads needs its dependencies declared."""
    files = {"demo/__init__.py": text, "demo/web.py": WEB, **INFO}
    assert rules_of(found(tmp_path, {"demo-1.1.0-py3-none-any.whl": files})) == rules


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("async def main():\n    pass\n", ["entry-point-missing"]),
        ("async def main():\n    pass\n\n\nmain = run(main)\n", []),
        ("@command\nasync def main():\n    pass\n", []),
        ("def main():\n    pass\n", []),
    ],
)
def test_a_command_is_no_coroutine(tmp_path: Path, text: str, rules: list[str]) -> None:
    """The command that pip writes calls it, and nobody awaits what it returns."""
    points = {"demo-1.1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo.cli:main\n"}
    files = {"demo/__init__.py": "", "demo/cli.py": text, **INFO, **points}
    assert rules_of(found(tmp_path, {"demo-1.1.0-py3-none-any.whl": files})) == rules
