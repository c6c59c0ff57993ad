"""What gate 8 refuses: a package that is not what it says, or not all of it."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_BACKEND = "backend/brook_build.py"


@refused_by("pre_release/test_packaging::test_package_works_when_installed[wheel]")
def wheel_misses_a_module(draft: WrittenTree) -> None:
    """The wheel is built without a module that the package imports."""
    draft.replace(
        _BACKEND,
        'return path.is_file() and "__pycache__"',
        'return path.is_file() and path.name != "remote.py" and "__pycache__"',
    )


@refused_by("pre_release/test_packaging::test_platform_tags_match_contents[wheel]")
def wheel_tag_untrue(draft: WrittenTree) -> None:
    """The wheel claims to hold native code for one platform, and holds none."""
    draft.replace(_BACKEND, '_TAG = "py3-none-any"', '_TAG = "cp311-cp311-manylinux_2_17_x86_64"')


@refused_by("pre_release/test_packaging::test_manifests_match_files")
def classifier_refused(draft: WrittenTree) -> None:
    """A classifier names a version of Python that requires-python refuses."""
    draft.replace("pyproject.toml", "Python :: 3.11", "Python :: 3.10")


@refused_by("pre_release/test_packaging::test_package_size_within_limit[wheel]")
def wheel_grew(draft: WrittenTree) -> None:
    """The wheel is packed without compression, and is several times as large as that of the base."""
    draft.replace(_BACKEND, "entry.compress_type = zipfile.ZIP_DEFLATED", "entry.compress_type = zipfile.ZIP_STORED")
