"""A build run's artifacts: downloaded by the real gh once a run, served in staging, compared with in delivery."""

import pytest

from core.errors import Undecided
from delivery.built_artifacts import owed
from tests.delivery.built_release import RUN, files, released
from tests.tools import needs

BYTES = "delivery/test_pypi::TestPyPI::test_files_are_the_built_artifacts"
THERE = "staging/test_pypi::TestPyPI::test_version_is_published_and_default"
PLANNED = "staging/test_pypi::TestPyPI::test_published_files_match_the_plan"
NEW = files("0.1.1")
ALL = files("0.1.0") | NEW


def messages(evidence) -> dict[str, str]:
    """What is said against each check that did not pass."""
    return {one["id"]: f"{one['outcome']}: {one['message']}" for one in evidence["checks"] if one["outcome"] != "passed"}


@needs("gh")
def test_staging_and_delivery_share_one_download(tmp_path):
    """Without --artifacts both stages take the build run's files, each downloaded once, and all is well."""
    with released(tmp_path, NEW, ALL) as release:
        evidence = release.verify("-m", "staging or delivery", "-k", "pypi", f"--build-run-id={RUN}")
    assert messages(evidence) == {}
    assert {one["id"].partition("/")[0] for one in evidence["checks"]} == {"staging", "delivery"}
    assert len(release.downloads) == len(set(release.downloads)) == 2


@needs("gh")
def test_the_download_is_on_the_page_of_the_check(tmp_path):
    """The check of the bytes shows which artifacts of which run it took, and that published bytes are others."""
    other = {name: data + b" " for name, data in NEW.items()}
    with released(tmp_path, other, ALL) as release:
        evidence = release.verify("-m", "delivery", "-k", "pypi and are_the_built_artifacts", f"--build-run-id={RUN}")
    (check,) = (one for one in evidence["checks"] if one["id"] == BYTES)
    assert [line.count(f"actions/runs/{RUN}/artifacts") for line in map(str, check["commands"])].count(1) == 1
    assert check["outcome"] == "failed"
    assert {finding["path"] for finding in check["findings"]} == set(other)
    assert {finding["rule"] for finding in check["findings"]} == {"not-the-built-bytes"}


@needs("gh")
@pytest.mark.parametrize("missing", NEW)
def test_what_a_build_run_did_not_make_is_named(missing, tmp_path):
    """A planned file that is no artifact of the run blocks staging with its name, without waiting for it."""
    built = {name: data for name, data in NEW.items() if name != missing}
    with released(tmp_path, built, ALL) as release:
        evidence = release.verify("-m", "staging", "-k", "pypi and match_the_plan", f"--build-run-id={RUN}")
    assert f"failed: {missing}: file-missing: " in messages(evidence)[PLANNED]


@needs("gh")
def test_a_run_that_is_not_there_proves_nothing(tmp_path):
    """A run that the forge does not have leaves every check of the channel undecided, with gh's own answer."""
    with released(tmp_path, NEW, ALL) as release:
        evidence = release.verify("-m", "staging", "-k", "pypi and version_is_published", "--build-run-id=4711")
    assert messages(evidence)[THERE].startswith("error: got exit status 1 from `gh api --paginate")
    assert "HTTP 404" in messages(evidence)[THERE]


def test_without_artifacts_and_run_nothing_is_staged(tmp_path):
    """Neither is no pass and no failure: the check says which options there are."""
    with released(tmp_path, {}, ALL) as release:
        evidence = release.verify("-m", "staging", "-k", "pypi and version_is_published")
    assert messages(evidence)[THERE].startswith(
        "not_run: in setup: got no --artifacts=DIR and no --build-run-id=N, expected built artifacts"
    )


@pytest.mark.parametrize(
    ("planned", "expected"), [([], ["a.whl", "sums.txt"]), (["*.whl"], ["a.whl"]), (["sums.*"], ["sums.txt"])]
)
def test_only_what_a_build_makes_is_compared(planned, expected):
    """Files that publishing makes from the tag are not owed by the build run; without a plan every file is."""
    assert owed(["a.whl", "sums.txt"], [], planned) == expected


def test_what_was_built_is_compared_though_nobody_planned_it():
    """A file that the run did make counts, whatever its plan says."""
    assert owed(["a.whl"], ["a.whl"], ["other"]) == ["a.whl"]


def test_a_channel_of_which_nothing_is_built_says_where_to_say_so():
    """Where no file of a channel is built the comparison is no pass: the profile has to say that it does not apply."""
    with pytest.raises(Undecided, match=r"no build of a\.crate.*\[does_not_apply\]"):
        owed(["a.crate"], [], ["*.whl"])
