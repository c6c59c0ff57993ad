"""What gate 3 refuses: writers that lose messages, and tests that no longer look."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_POOL = "src/brook/pool.py"


@refused_by("pre_release/test_concurrency::test_stress_tests_pass[multi-writer-stress]", outcome="error")
def stress_test_renamed(draft: WrittenTree) -> None:
    """The stress test has another name, so that a filter with the old one matches nothing."""
    draft.replace("tests/concurrency.py", "class MultiWriterStress", "class ManyWriters")


@refused_by("pre_release/test_concurrency::test_stress_tests_pass[lock-smoke]")
def lock_removed(draft: WrittenTree) -> None:
    """Writers do not wait for one another."""
    draft.replace(_POOL, "            fcntl.flock(fd, fcntl.LOCK_EX)\n", "            fcntl.flock(fd, fcntl.LOCK_SH)\n")


@refused_by("pre_release/test_concurrency::test_stress_tests_pass[crash-append-phases]")
def committed_too_early(draft: WrittenTree) -> None:
    """A message is committed before it is written, so that a crash leaves half of one."""
    commit = "            os.pwrite(fd, _header.dump(header.committed + len(record), header.count + 1), 0)\n"
    half = '            self._on_phase("half-written")\n'
    draft.edit(_POOL, lambda text: text.replace(commit, "").replace(half, commit + half))
