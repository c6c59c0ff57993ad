"""A whole `-m delivery` run on six channels: the same evidence with and without workers, and one wait for all."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plugins.verdict import reader
from tests.delivery.all_channels import NEVER, Scene, scene
from tests.tools import needs

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 20.0  # seconds: long enough for progress to be shown once
pytestmark = needs("cargo", "gh", "go", "node", "npm", "openssl")


@dataclass(frozen=True)
class Went:
    """What came of one run."""

    status: int
    output: str
    evidence: dict[str, Any]

    def pages(self) -> dict[str, list[tuple[str, ...]]]:
        """What each check was told of commands: each once, without the names of folders that are new every time."""
        return {record["id"]: _told(record["commands"]) for record in self.evidence["checks"]}

    def record(self, name: str) -> dict[str, Any]:
        """The record of one check of npm."""
        return next(one for one in self.evidence["checks"] if one["id"].endswith(f"test_npm::TestNpm::test_{name}"))


def _told(commands: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    words = [tuple(re.sub(r"release-verification-\w+", "new", word) for word in command["argv"]) for command in commands]
    return list(dict.fromkeys(words))


def _asks(words: list[str], channel: str, address: str) -> bool:
    """Whether a command is one of a channel: its address is in it, or it is gh, which has its host elsewhere."""
    return words[0] == "gh" if channel == "github" else any(address in word for word in words)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Six channels, one of which never gets the version, and one a little late."""
    with scene(tmp_path_factory.mktemp("six"), {"npm": NEVER, "pypi": 3.0}) as served:
        yield served


@pytest.fixture(scope="module")
def runs(six: Scene) -> dict[str, Went]:
    """The stage without and with workers."""
    return {name: went(six, name, *words) for name, words in {"alone": (), "workers": ("-n2",)}.items()}


def went(six: Scene, name: str, *words: str) -> Went:
    """Run the stage."""
    folder = six.project.parent / name
    command = six.command("-m", "delivery", *words, evidence=folder, budget=BUDGET)
    done = subprocess.run(command, cwd=ROOT, env=dict(six.env), capture_output=True, text=True, timeout=600, check=False)
    document, damage = reader.read(folder / "evidence-v1.1.0.json")
    assert damage == [], done.stdout + done.stderr
    return Went(done.returncode, done.stdout, document)


@pytest.fixture(params=["alone", "workers"])
def run(runs: dict[str, Went], request: pytest.FixtureRequest) -> Went:
    """Each of them."""
    return runs[request.param]


def test_the_evidence_is_the_same_both_ways(runs):
    """Outcomes, and what is on the page of every check, do not depend on who did it."""
    alone, workers = runs["alone"], runs["workers"]
    assert alone.pages() == workers.pages()
    assert {one["id"]: one["outcome"] for one in alone.evidence["checks"]} == {
        one["id"]: one["outcome"] for one in workers.evidence["checks"]
    }


def test_no_page_tells_of_another_channel(run, six):
    """The commands of a channel's check name its own address and no other's; those of the incident name all."""
    at = {word: address.split("//")[-1].split("/")[0] for word, address in six.addresses.items() if word != "homebrew"}
    for record in run.evidence["checks"]:
        named = {word for command in record["commands"] for word in at if _asks(command["argv"], word, at[word])}
        module = re.search(r"test_(\w+)::", record["id"])[1]
        assert named <= ({module} if module in six.addresses else set(at)), record["id"]
        assert named == set(at) or module != "partial_publish"


def test_only_what_is_not_there_is_refused(run):
    """Every check of the five other channels passes."""
    bad = [one for one in run.evidence["checks"] if one["outcome"] != "passed"]
    unexpected = [(one["id"], one["message"]) for one in bad if one["channel"] not in ("npm", None)]
    assert (run.status, unexpected) == (1, [])
    assert {one["channel"] for one in bad} == {"npm", None}


def test_the_budget_is_waited_out_once_and_named(run):
    """One wait serves all checks of the channel; its message says how long to wait and what to repeat."""
    (said,) = run.record("version_is_published_and_default")["findings"]
    assert said["rule"] == "version-missing"
    assert re.search(r"no version 1.1.0 \(.*the newest there: 1.0.0\) after \d+ s", said["got"])
    assert said["fix"].startswith("wait 20 s more if publishing")
    assert re.search(r"then run `pytest --release-target v1.1.0 .*--project=\S+ .*-m delivery -k npm` again", said["fix"])
    assert "expected the version" in run.record("clean_install_works")["message"]


def test_waiting_is_shown_while_it_lasts(run):
    """The terminal says which channel is waited for, why, and how much of how many seconds."""
    assert re.search(r"\.\.\. npm: not there yet after \d+ of at most 20 s, look \d; the next one in \d+ s", run.output)
    assert "... golang: not there yet" not in run.output


def test_the_last_screen_has_the_command_that_looks_again(run, six):
    """The incident stands for its channels, so the whole stage is repeated."""
    last = run.output.rpartition("next: ")[2]
    assert re.search(rf"pytest .*--project={six.project} --profile=\S+/demo.toml .*-m delivery$", last, re.MULTILINE)
    assert "live on 5 of 6 channels (npm missing)" in " ".join(run.output.split())
