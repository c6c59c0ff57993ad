"""What gate 11 refuses: something shipped without what its license asks for."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree


@refused_by("pre_release/test_licensing::test_licenses_are_allowed")
def license_not_allowed(draft: WrittenTree) -> None:
    """The vendored component comes under the GPL."""
    draft.replace("src/brook/_vendor/smallvarint/__init__.py", '"MIT"', '"GPL-3.0-only"')


@refused_by("pre_release/test_licensing::test_vendored_components_are_in_notices")
def notice_missing(draft: WrittenTree) -> None:
    """The notices do not name the vendored component."""
    draft.edit("THIRD_PARTY_NOTICES.md", lambda text: text[: text.index("## smallvarint")])


@refused_by("pre_release/test_licensing::test_packages_include_license_files[brook]")
def license_file_missing(draft: WrittenTree) -> None:
    """There is no LICENSE to put into the packages."""
    draft.remove("LICENSE")


@refused_by("pre_release/test_licensing::test_packages_include_license_files[brook]")
def license_text_of_nobody(draft: WrittenTree) -> None:
    """LICENSE reserves all rights, while every manifest says MIT."""
    draft.edit("LICENSE", lambda _: "Copyright (c) 2025 The brook authors. All rights reserved.\n")


@refused_by("pre_release/test_licensing::test_notices_include_license_texts")
def copyright_notice_lost(draft: WrittenTree) -> None:
    """The notices have the license text, but not whose it is."""
    draft.replace("THIRD_PARTY_NOTICES.md", "Copyright (c) 2025 The smallvarint authors\n\n", "")
