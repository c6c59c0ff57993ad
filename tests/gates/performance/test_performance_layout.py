"""The surroundings of timed runs: all different, short enough for any path, and the same again for the same seed."""

from itertools import islice

from gates.performance.memory_layout import layouts


def test_the_same_seed_gives_the_same_surroundings() -> None:
    """A measurement can be repeated as it was."""
    first, again, other = (list(islice(layouts(seed), 50)) for seed in (1, 1, 2))
    assert first == again != other


def test_the_surroundings_vary_by_a_page_and_by_a_name() -> None:
    """Stack and heap begin at any offset of a page."""
    many = list(islice(layouts(3), 300))
    padding = [len(one.env["RELEASE_LAYOUT"]) for one in many]
    assert (min(padding) < 100, max(padding) > 4000, max(padding) < 4096) == (True, True, True)
    assert {len(one.folder) for one in many} == set(range(64))
