"""What gate 2 refuses: a look at foreign memory that nobody has reviewed."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by


@refused_by("pre_release/test_memory_safety::test_every_changed_site_is_signed_off")
def unsafe_site_unsigned(draft: Draft) -> None:
    """The header is read through a raw address instead of a copy, and nobody has signed that off."""
    draft.replace(
        "src/brook/_header.py",
        "header = Header.from_buffer_copy(data)",
        "header = ctypes.cast(ctypes.c_char_p(data), ctypes.POINTER(Header)).contents",
    )
