"""One struct per profile table: the file's name is the table's name, its struct is called `Table`.

The tables are found by looking at the folder, so that a gate with a table of its own adds one file and edits none.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec


def _fields() -> list[tuple[str, Any, Any]]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    tables = {name: import_module(f"plugins.profile_tables.{name}").Table for name in names}
    return [(name, table | None, None) for name, table in tables.items()]


Tables = msgspec.defstruct("Tables", _fields(), frozen=True, forbid_unknown_fields=True, kw_only=True)
