"""Names that checks and rules had before they were renamed: what was written with them is still understood."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_RULE = re.compile(r"(?<![\w-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])")
_TEST = "pre_release/test_tooling::test_rule["


@cache
def checks() -> Mapping[str, str]:
    """Return the present id of each check by its former one."""
    return _table("renamed_checks.toml")


@cache
def rules() -> Mapping[str, str]:
    """Return the present id of each rule by its former one."""
    return _table("renamed_rules.toml")


def present(name: str) -> str:
    """Return what a check is called now that somebody names as it was called once; a row keeps its brackets."""
    test, bracket, row = name.partition("[")
    if bracket and name.startswith(_TEST):
        named = rules().get(row.removesuffix("]"))
        return f"{test}[{named}]" if named else checks().get(name, name)
    return checks().get(name) or (checks()[test] + bracket + row if test in checks() else name)


def present_rules(expression: str) -> str:
    """Return a -k expression with the present id of each rule that is written with a former one."""
    return _RULE.sub(lambda word: rules().get(word[0], word[0]), expression)


def _table(name: str) -> Mapping[str, str]:
    return dict(tomllib.loads(Path(__file__).with_name(name).read_text("utf-8")))
