"""The tests of the reviewed plan, by the id of their check without its row."""

import tomllib
from pathlib import Path
from typing import Any

_PLAN = Path(__file__).resolve().parents[2] / "plugins" / "plan.toml"


def _lines() -> dict[str, dict[str, Any]]:
    """Return the line of the plan behind each check."""
    found = {}
    for line in tomllib.loads(_PLAN.read_text("utf-8"))["checks"]:
        path, test = line["test"].split("::", 1)
        found.update({f"{stage}/{Path(path).stem}::{test}": line for stage in line["stages"]})
    return found


TESTS = _lines()


def nodeid(check: str) -> str:
    """Return where pytest finds a check: a test that serves several stages has the stage among its parameters."""
    name, _, row = check.rstrip("]").partition("[")
    line = TESTS[name]
    params = [name.split("/")[0]] * (len(line["stages"]) > 1) + [row] * bool(row)
    return str(line["test"]) + (f"[{'-'.join(params)}]" if params else "")
