"""What the Python index must not get, seen in staging, when the built files are served on loopback."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_BACKEND = "backend/brook_build.py"
_CHANNEL = "staging/test_pypi::TestPyPI::"


@refused_by(f"{_CHANNEL}test_published_files_match_the_plan")
def sdist_not_built(draft: WrittenTree) -> None:
    """The build makes the wheel and no sdist."""
    draft.replace(_BACKEND, "    print(build_sdist(str(out)))\n", "")


@refused_by(f"{_CHANNEL}test_licenses_are_included")
def wheel_without_licenses(draft: WrittenTree) -> None:
    """The wheel holds neither license nor notices."""
    draft.replace(_BACKEND, "        **licenses,\n", "")


@refused_by(f"{_CHANNEL}test_installed_package_works")
def wheel_cannot_be_imported(draft: WrittenTree) -> None:
    """The wheel lacks a module that the package imports: pip installs it and nothing works."""
    draft.replace(
        _BACKEND,
        'for path in source.rglob("*") if _is_source(path)}',
        'for path in source.rglob("*") if _is_source(path) and path.name != "message.py"}',
    )


@refused_by(f"{_CHANNEL}test_contents_come_from_the_tag")
def content_of_nobody(draft: WrittenTree) -> None:
    """The sdist holds a module that is not in the tag."""
    draft.replace(
        _BACKEND, '{**files, "PKG-INFO": _metadata()}', '{**files, "src/brook/extra.py": b"A = 1", "PKG-INFO": _metadata()}'
    )


@refused_by(f"{_CHANNEL}test_archives_are_safe_to_unpack")
def path_that_escapes(draft: WrittenTree) -> None:
    """The sdist holds a file that is unpacked outside of its folder."""
    draft.replace(_BACKEND, '{**files, "PKG-INFO": _metadata()}', '{**files, "../../escaped": b"", "PKG-INFO": _metadata()}')


@refused_by(f"{_CHANNEL}test_package_metadata_matches_contents")
def tag_inside_differs(draft: WrittenTree) -> None:
    """The wheel's own WHEEL file names another tag than its file name."""
    draft.replace(_BACKEND, "nTag: {_TAG}\\n", "nTag: py2-none-any\\n")


@refused_by(f"{_CHANNEL}test_every_declared_python_version_works[linux-x86_64]")
def python_shut_out(draft: WrittenTree) -> None:
    """Users of the oldest Python that is expected get no file."""
    draft.replace("pyproject.toml", 'requires-python = ">=3.11"', 'requires-python = ">=3.12"')
