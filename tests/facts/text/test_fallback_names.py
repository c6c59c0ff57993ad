"""Of several names the first that is there counts."""

from facts.text.fallback_names import alternatives, first


def test_an_entry_is_one_name_or_several() -> None:
    """A bar parts them; today's name stands first."""
    assert alternatives("src/serve.rs") == ("src/serve.rs",)
    assert alternatives("new.rs | old.rs|older.rs") == ("new.rs", "old.rs", "older.rs")


def test_the_first_name_that_is_there_counts() -> None:
    """Today's wins over a former one; where none is there, today's is left for the message."""
    assert first("new | old", {"new", "old"}.__contains__) == "new"
    assert first("new | old", {"old"}.__contains__) == "old"
    assert first("new | old", set[str]().__contains__) == "new"
