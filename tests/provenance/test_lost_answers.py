"""A dispatch whose answer gets lost: it is looked for before anybody sends it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.errors import Fault, Unavailable
from core.journal import Journal
from provenance.mechanics.dispatching import Waiting, dispatched
from provenance.publish_only import Dispatch
from tests.provenance.maintainer import Maintainer
from tests.servers.github_release import add_run
from tests.servers.github_world import Answer, World, answer
from tests.tools import needs

pytestmark = needs("gh")
FILE = ".github/workflows/release-publish.yml"


@dataclass
class Host:
    """A host that answers each dispatch in turn with a status, and carries some of them out all the same."""

    world: World
    answers: list[tuple[int, bool]]
    sent: list[str] = field(default_factory=list)

    def read(self, path: str) -> Answer | None:
        """Say which version of GitHub it is; every other question is the world's."""
        return answer({"installed_version": "3.16.0"}) if path == "meta" else None

    def write(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        """Carry out a dispatch, or not, and answer something else."""
        self.sent.append(path)
        status, is_done = self.answers.pop(0)
        if is_done:
            add_run(self.world, 9000 + len(self.sent), 12, "workflow_dispatch", "main", "c" * 40, {"publish": ("Publish",)})
        return Answer(204, b"") if status == 204 else answer({"message": "went wrong"}, status)


def _dispatched(maintainer: Maintainer, folder: Path, *answers: tuple[int, bool]) -> tuple[int, list[str]]:
    host = Host(maintainer.world, [*answers])
    maintainer.scene.hub.player = host
    for number in (11, 12):  # `gh` asks for a workflow by its file's name
        workflow = maintainer.world.documents[f"actions/workflows/{number}"]
        maintainer.world.documents[f"actions/workflows/{workflow['path'].rpartition('/')[2]}"] = workflow
    ground = maintainer.ground()
    dispatch = Dispatch(ground.forge.forge.address, FILE, "main", {"build_run_id": "1"})
    waiting = Waiting(0.5, 1, 0.1, lambda what, sentence: None)
    return dispatched(ground, Journal(folder / "acts.jsonl"), "publish", dispatch, waiting), host.sent


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_dispatch_that_was_carried_out_is_not_sent_again(maintainer: Maintainer, tmp_path: Path, status: int) -> None:
    """The host broke after it had started the run: the run is found."""
    found, sent = _dispatched(maintainer, tmp_path, (status, True))
    assert (found, len(sent)) == (9001, 1)


def test_a_dispatch_that_came_to_nothing_is_sent_once_more(maintainer: Maintainer, tmp_path: Path) -> None:
    """No run appears in the time that a run takes to appear: it was not carried out."""
    found, sent = _dispatched(maintainer, tmp_path, (502, False), (204, True))
    assert (found, len(sent)) == (9002, 2)


def test_a_host_that_stays_broken_is_the_environment(maintainer: Maintainer, tmp_path: Path) -> None:
    """After the second time its answer is the reason."""
    with pytest.raises(Unavailable, match="HTTP 502"):
        _dispatched(maintainer, tmp_path, (502, False), (502, False))


def test_a_host_that_says_no_is_not_asked_again(maintainer: Maintainer, tmp_path: Path) -> None:
    """A refusal is a refusal: nobody waits for a run."""
    with pytest.raises(Fault, match="HTTP 422"):
        _dispatched(maintainer, tmp_path, (422, False), (204, True))
    assert len(maintainer.scene.hub.player.sent) == 1
