"""The build backend of brook: a wheel and an sdist with nothing of the clock, the user or the folder in them."""

import base64
import gzip
import hashlib
import io
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
_TAG = "py3-none-any"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SDIST = (
    "*.md",
    "LICENSE",
    "pyproject.toml",
    "*.lock",
    "backend/*.py",
    "bench/*.py",
    "docs/*",
    "src/**/*",
    "tests/*.py",
)


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """PEP 517: write the wheel, return its name."""
    files = _package_files() | _dist_info()
    name = f"{_stem()}-{_TAG}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in [*sorted(files.items()), _record(files)]:
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return name


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """PEP 517: write the sdist, return its name."""
    files = {path.relative_to(_ROOT).as_posix(): path.read_bytes() for path in _sdist_paths()}
    name = f"{_stem()}.tar.gz"
    (Path(sdist_directory) / name).write_bytes(_tar({**files, "PKG-INFO": _metadata()}))
    return name


def _project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def _stem() -> str:
    project = _project()
    return f"{project['name'].replace('-', '_')}-{project['version']}"


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _package_files() -> dict[str, bytes]:
    source = _ROOT / "src"
    return {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if _is_source(path)}


def _sdist_paths() -> list[Path]:
    return sorted({path for pattern in _SDIST for path in _ROOT.glob(pattern) if _is_source(path)})


def _dist_info() -> dict[str, bytes]:
    folder, project = f"{_stem()}.dist-info", _project()
    scripts = "".join(f"{name} = {target}\n" for name, target in project["scripts"].items())
    wheel = f"Wheel-Version: 1.0\nGenerator: brook_build\nRoot-Is-Purelib: true\nTag: {_TAG}\n"
    licenses = {f"{folder}/licenses/{name}": (_ROOT / name).read_bytes() for name in project["license-files"]}
    return {
        f"{folder}/METADATA": _metadata(),
        f"{folder}/WHEEL": wheel.encode(),
        f"{folder}/entry_points.txt": f"[console_scripts]\n{scripts}".encode(),
        **licenses,
    }


def _metadata() -> bytes:
    project = _project()
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        *(f"Author: {author['name']}" for author in project["authors"]),
        f"License-Expression: {project['license']}",
        *(f"License-File: {name}" for name in project["license-files"]),
        *(f"Classifier: {name}" for name in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {name}" for name in project["dependencies"]),
        "Description-Content-Type: text/markdown",
    ]
    return ("\n".join(lines) + "\n\n").encode() + (_ROOT / str(project["readme"])).read_bytes()


def _record(files: dict[str, bytes]) -> tuple[str, bytes]:
    path = f"{_stem()}.dist-info/RECORD"
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(files.items())]
    return path, ("\n".join([*rows, f"{path},,"]) + "\n").encode()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _tar(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, data in sorted(files.items()):
            entry = tarfile.TarInfo(f"{_stem()}/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "dist"
    out.mkdir(exist_ok=True)
    print(build_wheel(str(out)))
    print(build_sdist(str(out)))
