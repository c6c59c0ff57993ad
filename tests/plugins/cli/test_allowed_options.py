"""Options that would hide what a check says, or that say nothing, are refused by name before anything ran."""

from argparse import Namespace

import pytest

from core.errors import Refused
from plugins.cli.allowed_options import refuse
from tests.sandbox_suite import GOOD, Toy

HIDING = [
    "-pno:warnings", "-pno:threadexception", "-pno:unraisableexception", "-pno:capture", "-pno:skipping", "-pno:jsonreport",
    "-pno:pytest_jsonreport", "-pno:suite-facts", "-pno:suite-records", "-pno:dsession", "--dist=each",
    "-pevil", "--tx=2*popen//env:PYTHONOPTIMIZE=1", "--basetemp=project",
]  # fmt: skip
EMPTY = [
    "--project=", "--profile=", "--evidence-dir=", "--artifacts=", "--mode=", "--blockers=", "--import=", "--agent=",
    "--build-run-id=", "--perform=",
]  # fmt: skip


def judge(config: pytest.Config, *words: str) -> None:
    """Read the words as the launcher does, and refuse what it refuses."""
    refuse(config._parser.optparser, config._parser.parse_known_args(list(words), namespace=Namespace()))


@pytest.mark.parametrize("word", HIDING)
def test_what_hides_is_refused(pytestconfig: pytest.Config, word: str) -> None:
    """A plugin of pytest's own that catches warnings and threads, another way to start workers, a folder to empty: refused."""
    with pytest.raises(Refused, match="expected only options that select checks or change what is shown"):
        judge(pytestconfig, word)


@pytest.mark.parametrize("word", EMPTY)
def test_an_option_without_a_value_is_refused(pytestconfig: pytest.Config, word: str) -> None:
    """`--project=$UNSET` is a mistake, and not the embedded sample."""
    with pytest.raises(Refused, match=f"got {word[:-1]} without a value, expected {word}VALUE"):
        judge(pytestconfig, word)


@pytest.mark.parametrize(
    "words", [("-pno:randomly",), ("-pno:faulthandler",), ("-n2", "--dist=loadfile"), ("-x", "-vv"), ("--lf",)]
)
def test_what_hides_nothing_is_taken(pytestconfig: pytest.Config, words: tuple[str, ...]) -> None:
    """A plugin that catches nothing may be left out, and so may those of other packages; work may be spread and shown anyhow."""
    judge(pytestconfig, *words)


def test_a_thread_cannot_be_silenced(toy: Toy) -> None:
    """A check whose thread fails would pass without the plugin that looks at threads: the run is refused, not clear."""
    toy.gate(
        GOOD + 'import threading\ndef test_hole(examine):\n    """A thread fails."""\n    examine([1])\n'
        "    thread = threading.Thread(target=lambda: 1 / 0)\n    thread.start()\n    thread.join()\n"
    )
    assert toy.run("-p", "no:threadexception").ret == 4
    assert not toy.evidence_path.exists()


@pytest.mark.parametrize("word", ["--collect-only", "--fixtures", "--setup-plan"])
def test_an_option_is_named_as_people_type_it(pytestconfig: pytest.Config, word: str) -> None:
    """Of several spellings the sentence has the one that says what it means."""
    with pytest.raises(Refused, match=f"got the option {word},"):
        judge(pytestconfig, word)
