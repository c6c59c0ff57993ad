"""A list of checksums is judged where users get it, not in a job that keeps it for itself."""

from pathlib import Path

from tests.gates.tooling.asked import said

RELEASE = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  collect:
    runs-on: ubuntu-24.04
    steps:
      - run: make dist
      - uses: actions/upload-artifact@v4
        with: {{name: inputs, path: inputs}}
  formula:
    needs: collect
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: inputs, path: inputs}}
      - run: shasum -a 256 inputs/dist/*.tar.gz > inputs/dist/sums.txt
      - run: ./verify_formula.sh --sums inputs/dist/sums.txt
{keeps}
  release:
    needs: [collect, formula]
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: inputs, path: inputs}}
      - run: {sums}
      - run: gh release create "$GITHUB_REF_NAME" inputs/dist/*.tar.gz inputs/dist/sums.txt
"""
INSIDE = "cd inputs/dist && shasum -a 256 *.tar.gz > sums.txt"
OUTSIDE = "shasum -a 256 inputs/dist/*.tar.gz > inputs/dist/sums.txt"
UPLOAD = "      - uses: actions/upload-artifact@v4\n        with: {name: sums, path: inputs/dist/sums.txt}\n"


def asked(folder: Path, sums: str, keeps: str = "") -> list[str]:
    """Return what the rule finds in a release whose formula job makes a list of its own."""
    text = RELEASE.format(sums=sums, keeps=keeps)
    return said("checksum-paths-match-downloads", folder, {".github/workflows/release.yml": text})


def test_a_list_that_stays_in_its_job_may_name_folders(tmp_path: Path) -> None:
    """Two jobs that write one path write two files: only the one that is attached is what users get."""
    assert asked(tmp_path, INSIDE) == []


def test_the_list_that_is_attached_may_not(tmp_path: Path) -> None:
    """The same command in the job that makes the release is refused, at its own line."""
    (finding,) = asked(tmp_path, OUTSIDE)
    assert finding.startswith(".github/workflows/release.yml:24: ")


def test_a_list_that_its_job_uploads_is_handed_out(tmp_path: Path) -> None:
    """An uploaded list leaves its job, so its names count."""
    (finding,) = asked(tmp_path, INSIDE, UPLOAD)
    assert finding.startswith(".github/workflows/release.yml:15: ")
