"""Damage to text is found, and honest text in any language is left alone."""

import pytest

from facts.text.markdown_text import damaged, unclosed_fence, without_code


@pytest.mark.parametrize("character", ["—", "’", "“", "…", "é", "ü", "·", "→", "✓", "😀"])
@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_text_encoded_twice_is_found(character: str, codec: str) -> None:
    """UTF-8 read as Latin-1 or Windows-1252 and saved again is damage, with its line."""
    try:
        twice = character.encode().decode(codec)
    except UnicodeDecodeError:
        twice = character.encode().decode("latin-1")
    assert [spot.line for spot in damaged(f"fine\nnot {twice} fine\n")] == [2]


def test_a_lost_character_is_found() -> None:
    """The replacement character says that a byte was lost."""
    assert [spot.shown for spot in damaged("caf\ufffd")] == ["\ufffd"]


@pytest.mark.parametrize(
    "text",
    ["naïve façade — “quoted” … 20 °C", "SÃO PAULO, PORTUGUÊS, Âncora", "Ελληνικά Русский 日本語 한국어", "N° É° «Ça»", "Â", "Ã"],
)
def test_honest_text_is_left_alone(text: str) -> None:
    """Accents, quotes and other scripts are no damage."""
    assert damaged(text) == []


def test_code_is_blanked_out_line_by_line() -> None:
    """Fences and spans are dropped and every other line stays where it was."""
    text = "one `â€™` two\n\n```text\nâ€™\n```\n\nlast\n"
    assert without_code(text).splitlines() == ["one  two", "", "", "", "", "", "last"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n```sh\nx\n```\n", None), ("a\n```sh\nx\n", 2), ("```\n", 1), ("~~~\n```\n~~~\n", None), ("no code\n", None)],
)
def test_a_fence_that_never_closes_is_found(text: str, line: int | None) -> None:
    """A file that ends inside of a code block is cut off there."""
    assert unclosed_fence(text) == line
