"""Work that must be alone is: no other check runs meanwhile, and nobody waits for ever."""

import pytest

from tests.sandbox_suite import HEAD, Toy

SPANS = """
from pathlib import Path

FOLDER = Path(__file__).parent / "spans"

def span(name, seconds):
    FOLDER.mkdir(exist_ok=True)
    began = time.monotonic()
    time.sleep(seconds)
    (FOLDER / name).write_text(f"{began} {time.monotonic()}")

def busy(name):
    span(f"busy-{name}", 0.4)
    return [1]
"""


def source() -> str:
    """Return a gate of four busy checks and three that want one measurement."""
    busy = "".join(
        f'\ndef test_busy_{n}(examine):\n    """It keeps the host busy."""\n    examine(busy({n}))\n' for n in range(4)
    )
    wanting = "".join(
        f'\ndef test_measures_{n}(examine, alone):\n    """It measures, or reads what was measured."""\n'
        f'    examine(alone("measure", lambda: span("alone", 0.8) or [7]))\n'
        for n in range(3)
    )
    return SPANS + busy + wanting


@pytest.mark.parametrize("workers", [(), ("-n3",)], ids=["no-workers", "three-workers"])
def test_what_is_alone_is_alone(toy: Toy, workers: tuple[str, ...]) -> None:
    """It is done once, every check passes, and no span of another check touches its span."""
    toy.gate(source(), head=HEAD)
    assert toy.run(*workers).ret == 0
    spans = {
        path.name: tuple(map(float, path.read_text().split())) for path in (toy.root / "gates" / "licensing" / "spans").iterdir()
    }
    began, ended = spans.pop("alone")
    assert len(spans) == 4
    assert [name for name, (start, end) in spans.items() if start < ended and began < end] == []
