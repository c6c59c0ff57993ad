"""What gate 5 refuses: a release that is slower than the one before it, or a figure that is gone."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree


@refused_by("pre_release/test_performance::test_no_performance_regression[append]")
def append_slower(draft: WrittenTree) -> None:
    """Every append makes its record twice to compare them, which costs a fifth more."""
    draft.replace(
        "src/brook/pool.py",
        "        record = _record.encode(text.encode())\n",
        "        record = _record.encode(text.encode())\n"
        "        if _record.encode(text.encode()) != record:\n"
        "            raise DamagedPool(self.name)\n",
    )


@refused_by("pre_release/test_performance::test_no_performance_regression[append]")
def append_waits(draft: WrittenTree) -> None:
    """Every append sleeps for a moment, which no instruction shows."""
    draft.replace("src/brook/pool.py", "import re\n", "import re\nimport time\n")
    draft.replace(
        "src/brook/pool.py",
        "        record = _record.encode(text.encode())\n",
        "        if self.name == 'append':\n            time.sleep(0.001)\n        record = _record.encode(text.encode())\n",
    )


@refused_by("pre_release/test_performance::test_base_and_candidate_scenarios_match[operations]", outcome="error")
def scenario_missing(draft: WrittenTree) -> None:
    """The benchmark no longer measures get_scan."""
    draft.replace("bench/brook_bench.py", ', "get_scan": get_scan}', "}")
