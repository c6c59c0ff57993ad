"""lief, loaded when the first native file is read: loading it takes longer than most checks, and most runs read none."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import lief as lief
else:

    class _Later(ModuleType):
        def __getattr__(self, name: str) -> Any:
            loaded = import_module(self.__name__)
            loaded.logging.disable()  # its warnings about odd sections are not findings
            loaded.disable_leak_warning()  # what lives until the end of the process is no leak
            self.__dict__.update(vars(loaded))
            return getattr(loaded, name)

    lief = _Later("lief")
