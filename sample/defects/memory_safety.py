"""What gate 2 refuses: a look at foreign memory that nobody has reviewed."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree


@refused_by("pre_release/test_memory_safety::test_new_unsafe_code_is_reviewed")
def unsafe_site_unsigned(draft: WrittenTree) -> None:
    """The header is read through a raw address instead of a copy, and nobody has signed that off."""
    draft.replace(
        "src/brook/_header.py",
        "header = Header.from_buffer_copy(data[:SIZE])",
        "header = ctypes.cast(ctypes.c_char_p(data), ctypes.POINTER(Header)).contents",
    )


@refused_by("pre_release/test_memory_safety::test_new_unsafe_code_is_reviewed")
def unsafe_site_rejected(draft: WrittenTree) -> None:
    """The review of the changed site says no."""
    draft.replace("release-signoffs.toml", 'verdict = "approved"', 'verdict = "rejected"')


@refused_by("pre_release/test_memory_safety::test_ffi_boundary_withstands_misuse[header]")
def boundary_unchecked(draft: WrittenTree) -> None:
    """A header of the right length is taken for one although its first bytes are not a pool's."""
    draft.replace("src/brook/_header.py", "if data[: len(MAGIC)] != MAGIC:", "if data[:0] != b'':")
