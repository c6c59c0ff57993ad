"""What preflight refuses: a release that is not the one that was asked for."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_VERSIONS = "pre_release/test_preflight::test_versions_match_the_target"


@refused_by(f"{_VERSIONS}[project]")
def version_mismatch(draft: WrittenTree) -> None:
    """pyproject.toml still states the version of the base."""
    draft.replace("pyproject.toml", 'version = "0.1.1"', 'version = "0.1.0"')


@refused_by(f"{_VERSIONS}[lock]")
def lock_version_mismatch(draft: WrittenTree) -> None:
    """uv.lock still states the version of the base."""
    draft.replace("uv.lock", 'version = "0.1.1"', 'version = "0.1.0"')


@refused_by(f"{_VERSIONS}[source]")
def source_version_mismatch(draft: WrittenTree) -> None:
    """The package itself still states the version of the base."""
    draft.replace("src/brook/__init__.py", '"0.1.1"', '"0.1.0"')


@refused_by("pre_release/test_preflight::test_changelog_has_a_section")
def no_changelog_section(draft: WrittenTree) -> None:
    """CHANGELOG.md begins with the section of the base."""
    draft.edit("CHANGELOG.md", lambda text: text.replace(text[text.index("## [0.1.1]") : text.index("## [0.1.0]")], ""))


@refused_by("pre_release/test_preflight::test_changelog_section_is_dated")
def undated_changelog_section(draft: WrittenTree) -> None:
    """The changelog section of the target has no date."""
    draft.replace("CHANGELOG.md", "## [0.1.1] - 2025-11-20", "## [0.1.1]")


@refused_by("pre_release/test_preflight::test_working_tree_is_clean")
def dirty_tree(draft: WrittenTree) -> None:
    """A tracked file has a change that was not committed."""
    draft.uncommitted["README.md"] = draft.target["README.md"] + b"\nA line that nobody committed.\n"


@refused_by("pre_release/test_preflight::test_base_tag_is_published")
def base_tag_missing_on_remote(draft: WrittenTree) -> None:
    """The tag of the base was never pushed."""
    del draft.remote_tags["v0.1.0"]


@refused_by("pre_release/test_preflight::test_release_tag_does_not_exist_yet")
def target_tag_on_another_commit(draft: WrittenTree) -> None:
    """The remote has the target's tag on a commit that is not the one under release."""
    draft.remote_tags["v0.1.1"] = "other"


@refused_by("pre_release/test_preflight::test_commit_is_pushed")
def unpushed_commit(draft: WrittenTree) -> None:
    """The remote has neither the commit under release nor its tag."""
    draft.remote_main = "base"
    del draft.remote_tags["v0.1.1"]


@refused_by("pre_release/test_preflight::test_no_conflict_markers_or_merge_residue")
def conflict_markers(draft: WrittenTree) -> None:
    """A page holds both sides of a merge that nobody finished."""
    draft.edit("docs/releasing.md", lambda text: f"{text}\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n")


@refused_by("pre_release/test_preflight::test_no_mojibake")
def garbled_text(draft: WrittenTree) -> None:
    """The README was encoded twice."""
    draft.replace("README.md", "Python 3.11 or later, nothing else.", "Python 3.11 or later \u00e2\u20ac\u201d nothing else.")


@refused_by("pre_release/test_preflight::test_no_truncated_files")
def file_cut_off(draft: WrittenTree) -> None:
    """The README ends inside of a code block."""
    draft.edit("README.md", lambda text: text[: text.index("brook get notes 1")])


@refused_by("pre_release/test_preflight::test_no_placeholders")
def placeholder_shipped(draft: WrittenTree) -> None:
    """The license still has the words of its template."""
    draft.replace("LICENSE", "(c) 2025 The brook authors", "(c) [year] [fullname]")


@refused_by("pre_release/test_preflight::test_formatters_and_linters_pass[shfmt]")
def untidy_script(draft: WrittenTree) -> None:
    """A script is not formatted as the project formats its scripts."""
    draft.replace("scripts/require_remote_tag.sh", '\n  echo "error: ${tag} does not', '\n      echo "error: ${tag} does not')
