"""The child's list, read back: whatever stands there that the suite did not write is trouble, never a traceback."""

from pathlib import Path

import pytest

from plugins.verdict.records import Records

START = '{"event": "start", "nonce": "n", "pid": 1}\n'
END = '{"event": "session", "exitstatus": 0}\n{"event": "end", "nonce": "n"}\n'


def read(tmp_path: Path, text: str) -> Records:
    """Read a list of reports."""
    path = tmp_path / "records.jsonl"
    path.write_text(text)
    return Records.read(path, "n")


@pytest.mark.parametrize(
    "line", ["[]", "3", "null", "{}", '{"event": "evil"}', '{"event": "end"}', '{"event": "report"}', '{"event": 3}']
)
def test_a_line_of_somebody_else_is_trouble(tmp_path: Path, line: str) -> None:
    """JSON that the suite did not write is named, and the rest is read."""
    records = read(tmp_path, START + line + "\n" + END)
    assert records.trouble == ["the list of reports holds a line that the suite did not write"]
    assert (records.ended, records.exitstatus) == (True, 0)


@pytest.mark.parametrize("line", ["xx", "[" * 100_000, '{"event": "session", "exitstatus": ' + "9" * 5000 + "}"])
def test_a_line_that_is_no_json_is_trouble_unless_it_is_the_last(tmp_path: Path, line: str) -> None:
    """Only the last line may be cut off, as a killed process leaves it; a run without its end mark has not ended."""
    assert read(tmp_path, START + line + "\n" + END).trouble == ["the list of reports holds a line that is not JSON"]
    torn = read(tmp_path, START + line)
    assert (torn.trouble, torn.ended) == ([], False)


def test_the_list_of_another_run_is_none(tmp_path: Path) -> None:
    """A start of another run is trouble, and an end mark of another run is none."""
    records = read(tmp_path, (START + END).replace('"n"', '"m"'))
    assert (records.trouble, records.ended) == (["the list of reports belongs to another run"], False)
    assert Records.read(tmp_path / "none", "n").trouble == ["the run left no list of reports"]
