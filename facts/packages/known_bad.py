"""A package that every judgement on packages must refuse for one reason, where a check has to see that it can."""

import os
import zipfile
from pathlib import Path

from facts.packages.subject import Subject


def with_credentials(folder: Path) -> list[Subject]:
    """Return a wheel with a file of credentials inside."""
    path = folder / "control-1.0-py3-none-any.whl"
    fresh = folder / f"{path.name}.{os.getpid()}"  # another worker's check may be reading the same one
    with zipfile.ZipFile(fresh, "w") as archive:
        archive.writestr("control/__init__.py", "")
        archive.writestr("control/.pypirc", "[pypi]\n")
    fresh.replace(path)
    return [Subject(path, "wheel")]
