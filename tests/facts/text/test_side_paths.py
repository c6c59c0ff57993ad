"""Which paths are not the product."""

import pytest

from facts.text.side_paths import is_of_a_side_road


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("example_plugin/pyproject.toml", True),
        ("examples-js/package.json", True),
        ("examples/a/Cargo.toml", True),
        ("exampled/Cargo.toml", False),
        ("src/example_plugin.py", False),
        ("my_example_plugin/pyproject.toml", False),
    ],
)
def test_folders_of_examples_are_no_product(path: str, aside: bool) -> None:
    """By the beginning of their name; a file that is called so counts."""
    assert is_of_a_side_road(path) == aside
