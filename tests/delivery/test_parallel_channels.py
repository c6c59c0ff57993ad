"""Channels are waited for at the same time; nothing that is done ahead is lost, kept when broken off, or owed to a walk."""

import ast
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from msgspec import structs

from core import recording
from core.errors import Undecided
from core.run_cache import Once
from delivery import contract, parallel_channels
from delivery.delivered import Delivered
from delivery.parallel_channels import SideBySide, steps
from delivery.staging.loopback import NOT_FOUND, Reply, Request
from tests.delivery import harness
from tests.delivery.worlds import NODE, WORLDS, World
from tests.servers.lying import Lie


@dataclass
class Lagging:
    """A channel that has the version from the fourth look on, or once it is published."""

    world: World
    looks: int = 3
    asked: list[float] = field(default_factory=list)

    def change(self, _request: Request, reply: Reply, asked: int) -> Reply:
        """Answer one look."""
        self.asked.append(time.monotonic())
        return NOT_FOUND if asked < self.looks else reply

    def delivered(self, folder: Path, address: str) -> Delivered:
        """The channel with steps that are done once, as in a run."""
        channel = structs.replace(self.world.channel, budget=600.0)
        at = harness.site(self.world.word, channel, folder / self.world.word, address)
        return replace(harness.delivered(self.world.kind, at, harness.PATIENT), once=Once(folder / "once"), pace=0.6)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[list[tuple[Lagging, Delivered]]]:
    """Four lagging channels."""
    with ExitStack() as stack:
        found = []
        for world in WORLDS:
            lag = Lagging(world)
            files = world.files("1.0.0") | world.files("1.1.0")
            address = stack.enter_context(world.served(tmp_path / f"{world.word}-made", files, Lie(world.is_listed, lag.change)))
            found.append((lag, lag.delivered(tmp_path, address)))
        yield found


def begin(walking: SideBySide, channels: list[Delivered], *named: str) -> None:
    """Begin with channels of which checks name something."""
    words = [one.site.word for one in channels]
    made = {word: (lambda one=one: one) for word, one in zip(words, channels, strict=True)}
    walking.begin("delivery", made, dict.fromkeys(words, named))


def test_all_channels_are_waited_for_at_the_same_time(served):
    """The last channel to be asked first is asked before any has its answer."""
    walking, channels = SideBySide(), [one for _, one in served]
    begin(walking, channels)
    assert all(one.listing.there for one in channels)
    walking.end(wait=True)
    asked = [lag.asked for lag, _ in served]
    assert max(times[0] for times in asked) < min(times[3] for times in asked)


def test_what_was_done_ahead_is_on_the_page_of_its_check_alone(served):
    """Each check is told what was asked of its own channel, once, and nothing of the others."""
    walking, channels = SideBySide(), [one for _, one in served]
    begin(walking, channels)
    for one in channels:
        page = recording.new_page()
        assert [file.fault for file in one.fetched] == [None] * len(one.fetched)
        asked = [command["argv"][-1] for command in page.commands if "://" in command["argv"][-1]]
        assert {address.split("/")[2] for address in asked} == {one.site.address.split("/")[2]}
        assert len([address for address in asked if "1.1.0" in address and not address.endswith(".info")]) == len(one.fetched)
    walking.end(wait=True)


def test_a_walk_that_is_broken_off_leaves_its_channel_to_others(tmp_path):
    """The end of one process is no answer of the index: whoever still needs it goes on looking."""
    lag, walking = Lagging(NODE, looks=10**6), SideBySide()
    files = NODE.files("1.0.0") | NODE.files("1.1.0")
    with NODE.served(tmp_path / "made", files, Lie(NODE.is_listed, lag.change)) as address:
        began = time.monotonic()
        begin(walking, [lag.delivered(tmp_path, address)])
        while not lag.asked:
            time.sleep(0.05)
        walking.end(wait=True)
        assert time.monotonic() - began < 60  # of a budget of 600 s
        lag.looks = 0
        assert lag.delivered(tmp_path, address).listing.there


def test_no_step_is_begun_that_no_check_asks_for():
    """Listing and files come first for every channel; the client is started ahead only where a check names what it does."""
    assert steps({"arrived"}) == ["looked", "fetched"]
    assert steps({"installed", "before_install"}) == ["looked", "fetched", "installed"]
    assert steps({"seen", "base"}) == ["looked", "fetched", "seen", "base"]


def test_no_property_of_a_channel_holds_a_lock_over_others():
    """`functools.cached_property` of Python 3.11 would: what is worked out once is `kept` here."""
    sources = {path.name: path.read_text("utf-8") for path in (Path(__file__).parents[2] / "delivery").rglob("*.py")}
    assert [name for name, text in sources.items() if "cached_property" in text] == []


def test_a_channel_that_cannot_be_made_holds_nobody_up(tmp_path):
    """What is wrong with one channel is told by its own checks, not by those of others."""

    def unmade() -> Delivered:
        raise Undecided(got="no transport", expected="one", advice="name it")

    lag, walking = Lagging(NODE, looks=0), SideBySide()
    with NODE.served(tmp_path / "made", NODE.files("1.1.0"), Lie(NODE.is_listed, lag.change)) as address:
        subject = lag.delivered(tmp_path, address)
        walking.begin("delivery", {"mirror": unmade, "npm": lambda: subject}, {"mirror": (), "npm": ()})
        assert subject.listing.there
        walking.end(wait=True)


def test_every_check_names_what_it_needs_ahead() -> None:
    """A check that asks a channel for something slow says so by a marker, so that all channels begin with it at once."""
    folder = Path(contract.__file__).parent
    modules = [folder / "contract.py", *sorted(folder.rglob("test_*.py"))]
    functions = [
        node for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    unmarked = []
    for function in (each for each in functions if each.name.startswith("test_")):
        asked = {
            node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and "delivered" in ast.unparse(node.value)
        }
        said = {ast.literal_eval(arg) for mark in function.decorator_list if isinstance(mark, ast.Call)
                and ast.unparse(mark.func) == "pytest.mark.ahead" for arg in mark.args}  # fmt: skip
        unmarked += [f"{function.name}: {step}" for step in asked & set(parallel_channels._AS_NEEDED) - said]
    assert unmarked == []
