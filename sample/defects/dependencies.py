"""What gate 1 refuses: something shipped that is known to be bad, or that nobody has looked at."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_ADVISORIES = "security/advisories"


@refused_by("pre_release/test_dependencies::test_no_critical_or_high_vulnerabilities[shipped]")
def vulnerable_dependency(draft: WrittenTree) -> None:
    """The vendored component has a high advisory that no release of it has fixed yet."""
    draft.replace(f"{_ADVISORIES}/SAMPLE-2025-0002.json", '"fixed": "1.0.2"', '"fixed": "1.0.3"')


@refused_by("pre_release/test_dependencies::test_new_dependencies_are_reviewed")
def new_dependency(draft: WrittenTree) -> None:
    """A dependency that the base did not have was pinned, and nobody has signed it off."""
    draft.edit("requirements.lock", lambda text: f"{text}widewater==2.5.0 \\\n    --hash=sha256:{'5' * 64}\n")


@refused_by("pre_release/test_dependencies::test_lock_file_is_committed[shipped]")
def lock_missing(draft: WrittenTree) -> None:
    """What ships is pinned nowhere."""
    draft.remove("requirements.lock")


@refused_by("pre_release/test_dependencies::test_no_critical_or_high_vulnerabilities[shipped]", outcome="error")
def advisories_missing(draft: WrittenTree) -> None:
    """The snapshot has lost an advisory, so that an audit loads fewer than it must."""
    draft.remove(f"{_ADVISORIES}/SAMPLE-2024-0001.json")


@refused_by("pre_release/test_dependencies::test_no_runtime_dependencies")
def undeclared_dependency(draft: WrittenTree) -> None:
    """pyproject.toml asks for a package at run time that no lock pins."""
    draft.replace("pyproject.toml", "dependencies = []", 'dependencies = ["widewater>=2.5"]')


@refused_by("pre_release/test_dependencies::test_lock_file_is_committed[shipped]")
def unpinned_requirement(draft: WrittenTree) -> None:
    """The lock has a line that leaves the version open, which no audit can look up."""
    draft.edit("requirements.lock", lambda text: f"{text}widewater>=2.5\n")


@refused_by("pre_release/test_dependencies::test_every_manifest_is_locked_and_audited")
def manifest_left_out(draft: WrittenTree) -> None:
    """A second package that ships asks for something, and no lock of the profile pins it."""
    draft.add("plugin/pyproject.toml", '[project]\nname = "brook-plugin"\nversion = "3.0.0"\ndependencies = ["widewater>=2.5"]\n')
