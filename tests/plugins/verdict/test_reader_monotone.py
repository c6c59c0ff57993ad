"""Nothing that was tampered with reads better than what was written."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.verdict import reader
from tests.plugins.documents import NOTICES, WORKFLOWS, Json, document, failed, missing_tool, sealed, state

RANK = {"clear": 0, "incomplete": 1, "blocked": 2, "damaged": 3}


def state_of(body: Json) -> str:
    """Return the state of a document as the reader answers it, damage included."""
    return "damaged" if reader.damage(body) else str(body["verdict"]["state"])


def edits(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inside for found in [(*path, key), *edits(each, (*path, key))]]


START = document(**{NOTICES: failed(), WORKFLOWS: missing_tool()})
CLEAN = document()
WORDS = st.sampled_from(["passed", "clear", "preview", "failed", "run-1", ""])
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), WORDS, st.builds(list), st.builds(dict))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([START, CLEAN]), st.data())
def test_no_edit_makes_the_verdict_better(start: Json, data: st.DataObject) -> None:
    """Whatever value is set, deleted or doubled, with the seal left alone, the answer never gets better."""
    body = deepcopy(start)
    path = data.draw(st.sampled_from([path for path in edits(body) if path != ("seal",)]))
    place = body
    for key in path[:-1]:
        place = place[key]
    if data.draw(st.booleans(), label="delete"):
        del place[path[-1]]
    else:
        place[path[-1]] = data.draw(VALUES)
    assert state_of(body) == "damaged" or reader.canonical(body) == reader.canonical(start)
    assert RANK[state_of(body)] >= RANK[state_of(start)]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([START, CLEAN]), st.randoms(use_true_random=False), st.sampled_from(["checks", "runs"]))
def test_no_reordering_or_doubling_makes_the_verdict_better(start: Json, random: Any, key: str) -> None:
    """Records and runs in another order, doubled or dropped never answer better."""
    body = deepcopy(start)
    entries = body[key]
    body[key] = random.sample(entries * 2, random.randint(0, len(entries) * 2))
    assert RANK[state_of(body)] >= RANK[state_of(start)]


@settings(max_examples=120, deadline=None)
@given(st.sets(st.sampled_from([check["id"] for check in START["checks"]])), st.sets(st.sampled_from(["failed", "error"])))
def test_even_sealed_again_a_deletion_never_clears(dropped: set[str], outcomes: set[str]) -> None:
    """Records taken out and everything sealed again: what was not clear does not become so."""
    body = deepcopy(START)
    body["checks"] = [each for each in body["checks"] if each["id"] not in dropped and each["outcome"] not in outcomes]
    assert state(sealed(body))[0] != "clear"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(json.dumps(CLEAN)) - 1), st.integers(0, 255))
def test_no_truncation_and_no_changed_byte_reads_better(tmp_path_factory: pytest.TempPathFactory, place: int, byte: int) -> None:
    """A file cut anywhere, or with one byte changed, is damaged or says the same as before."""
    path = tmp_path_factory.getbasetemp() / "cut.json"
    data = json.dumps(CLEAN).encode()
    path.write_bytes(data[:place])
    assert reader.read(path)[1]
    changed = data[:place] + bytes([byte]) + data[place + 1 :]
    path.write_bytes(changed)
    body, damage = reader.read(path)
    assert damage or body == CLEAN


def test_layout_is_not_content(tmp_path: Path) -> None:
    """Key order and white space change nothing."""
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(dict(reversed(CLEAN.items())), indent=7))
    assert reader.read(path)[1] == []


@settings(max_examples=120, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*CLEAN, *CLEAN["plan"]]), inner),
    )
)
def test_no_json_value_makes_the_reader_fall(value: Any) -> None:
    """Anything else than a document is damage, never a traceback."""
    assert reader.damage(value)
