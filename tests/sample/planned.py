"""The tests of the reviewed plan, by the id of their check without its row."""

import tomllib
from pathlib import Path

_PLAN = Path(__file__).resolve().parents[2] / "plugins" / "plan.toml"


def _tests() -> dict[str, str]:
    """Return where pytest finds the test of each check."""
    found = {}
    for line in tomllib.loads(_PLAN.read_text("utf-8"))["checks"]:
        path, test = line["test"].split("::", 1)
        found.update({f"{stage}/{Path(path).stem}::{test}": line["test"] for stage in line["stages"]})
    return found


TESTS = _tests()
