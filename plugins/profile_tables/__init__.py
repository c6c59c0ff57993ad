"""One struct per profile table: the file's name is the table's name, its struct is called `Table`.

The tables are found by looking at the folder, so that a gate with a table of its own adds one file and edits none. The list
below is for type checkers alone; a test holds it to the folder.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from plugins.profile_tables import (
        builds,
        channels,
        compatibility,
        concurrency,
        dependencies,
        documentation,
        forge,
        licensing,
        mechanics,
        memory_safety,
        packaging,
        performance,
        preflight,
        provenance,
        server,
        tooling,
        tracker,
    )

    class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
        """Every table that a profile may have."""

        builds: builds.Table | None = None
        channels: channels.Table | None = None
        compatibility: compatibility.Table | None = None
        concurrency: concurrency.Table | None = None
        dependencies: dependencies.Table | None = None
        documentation: documentation.Table | None = None
        forge: forge.Table | None = None
        licensing: licensing.Table | None = None
        mechanics: mechanics.Table | None = None
        memory_safety: memory_safety.Table | None = None
        packaging: packaging.Table | None = None
        performance: performance.Table | None = None
        preflight: preflight.Table | None = None
        provenance: provenance.Table | None = None
        server: server.Table | None = None
        tooling: tooling.Table | None = None
        tracker: tracker.Table | None = None

else:

    def _fields() -> list[tuple[str, Any, Any]]:
        names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
        tables = {name: import_module(f"plugins.profile_tables.{name}").Table for name in names}
        return [(name, table | None, None) for name, table in tables.items()]

    Tables = msgspec.defstruct("Tables", _fields(), frozen=True, forbid_unknown_fields=True, kw_only=True)
