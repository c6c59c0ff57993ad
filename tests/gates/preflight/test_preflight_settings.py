"""What publish jobs read is read off their workflow."""

from pathlib import Path

import pytest

from core.errors import Undecided
from gates.preflight import repository_settings, version_statements
from gates.preflight.repository_settings import SecretRead
from tests.repository import checkout

WORKFLOW = """on: workflow_dispatch
env:
  TOKEN: ${{ secrets.FROM_ENV }}
# a comment about secrets.NOBODY
jobs:
  a:
    runs-on: ubuntu-latest
    environment: index
    steps:
      - run: tool --token "${{ secrets.IN_RUN }}" # secrets.IN_COMMENT
      - run: tool
        env: { GITHUB_TOKEN: "${{ secrets.GITHUB_TOKEN }}" }
  b:
    runs-on: ubuntu-latest
    environment: { name: registry, url: "https://example.invalid" }
    steps: [{ run: "true", env: { KEY: "${{ secrets['IN_BRACKETS'] }}" } }]
"""
CALLER = """on: workflow_dispatch
jobs:
  named:
    uses: ./.github/workflows/upload.yml
    secrets: { token: "${{ secrets.INDEX_TOKEN }}" }
  whole:
    uses: ./.github/workflows/sign.yml
    secrets: inherit
"""
UPLOAD = """on: { workflow_call: { secrets: { token: { required: true } } } }
jobs:
  upload:
    runs-on: ubuntu-latest
    steps: [{ run: "twine upload dist/*", env: { TWINE_PASSWORD: "${{ secrets.token }}" } }]
"""
SIGN = """on: { workflow_call: {} }
jobs:
  sign:
    runs-on: ubuntu-latest
    environment: signing
    steps: [{ run: tool, env: { KEY: "${{ secrets.SIGNING_KEY }}" } }]
"""


def test_secrets_and_environments_are_those_of_the_jobs(tmp_path: Path) -> None:
    """Comments of the file do not count, what every run has does not either, and both forms of environment do."""
    jobs = repository_settings.jobs_of(checkout(tmp_path / "project", {"publish.yml": WORKFLOW}), "publish.yml")
    read = {(one.name, one.environments) for one in repository_settings.secrets_read(jobs, ())}
    shared = {("FROM_ENV", ("index",)), ("FROM_ENV", ("registry",))}
    assert read == shared | {("IN_RUN", ("index",)), ("IN_BRACKETS", ("registry",))}
    assert repository_settings.environments_named(jobs, ()) == ("index", "registry")


def test_called_workflows_read_what_their_caller_hands_over(tmp_path: Path) -> None:
    """A secret that the caller renames is the caller's; with `inherit`, and in an environment, it is looked for by its own name."""
    texts = {"publish.yml": CALLER, ".github/workflows/upload.yml": UPLOAD, ".github/workflows/sign.yml": SIGN}
    jobs = repository_settings.jobs_of(checkout(tmp_path / "project", texts), "publish.yml")
    assert len(jobs) == 4
    assert repository_settings.secrets_read(jobs, ()) == [SecretRead("INDEX_TOKEN"), SecretRead("SIGNING_KEY", ("signing",))]
    assert repository_settings.environments_named(jobs, ()) == ("signing",)


ELSEWHERE = "jobs: { a: { uses: acme/shared/.github/workflows/publish.yml@v1, secrets: inherit } }\n"
BY_NAME = "jobs: { a: { runs-on: x, steps: [{ run: tool, env: { T: '${{ secrets[matrix.token] }}' } }] } }\n"
ALL = "jobs: { a: { runs-on: x, steps: [{ run: tool, env: { T: '${{ toJSON(secrets) }}' } }] } }\n"


@pytest.mark.parametrize("text", [ELSEWHERE, BY_NAME, ALL])
def test_secrets_that_nobody_can_name_are_no_answer(tmp_path: Path, text: str) -> None:
    """Handed to a workflow elsewhere, or named by an expression: no pass for having read none; the profile may name them."""
    jobs = repository_settings.jobs_of(checkout(tmp_path / "project", {"publish.yml": f"on: push\n{text}"}), "publish.yml")
    with pytest.raises(Undecided, match="list the secrets"):
        repository_settings.secrets_read(jobs, ())
    assert [read.name for read in repository_settings.secrets_read(jobs, ("TOKEN",))] == ["TOKEN"]


def test_a_handed_secret_in_an_environment_is_the_callers(tmp_path: Path) -> None:
    """The called job has an environment: the name that the caller chose is set nowhere, and need not be."""
    called = UPLOAD.replace("    runs-on", "    environment: index\n    runs-on")
    texts = {"publish.yml": CALLER, ".github/workflows/upload.yml": called, ".github/workflows/sign.yml": SIGN}
    jobs = repository_settings.jobs_of(checkout(tmp_path / "project", texts), "publish.yml")
    assert [read.name for read in repository_settings.secrets_read(jobs, ())] == ["INDEX_TOKEN", "SIGNING_KEY"]


def test_what_the_profile_tells_stands(tmp_path: Path) -> None:
    """Names in the profile replace those of the workflow, and may be set in any environment of its jobs."""
    jobs = repository_settings.jobs_of(checkout(tmp_path / "project", {"publish.yml": WORKFLOW}), "publish.yml")
    assert repository_settings.secrets_read(jobs, ("ONE",)) == [SecretRead("ONE", ("index", "registry"))]
    assert repository_settings.environments_named(jobs, ("one",)) == ("one",)


def test_a_secret_is_found_where_the_job_looks_for_it() -> None:
    """The repository's and the environment's are seen; one that another environment has is not."""
    places = {"": ["SHARED"], "index": ["TOKEN"], "registry": []}
    unset = lambda *wanted: repository_settings.unset(wanted, places.__getitem__)
    assert unset(SecretRead("SHARED"), SecretRead("TOKEN", ("index",)), SecretRead("TOKEN", ("registry", "index"))) == []
    (one,) = unset(SecretRead("TOKEN", ("registry",)))
    assert (one.got, one.fix) == ("TOKEN: no such secret (there: SHARED)", "add it: `gh secret set TOKEN --env registry`")
    assert len(unset(SecretRead("TOKEN"))) == 1


def test_a_module_in_a_folder_needs_a_tag_of_its_own() -> None:
    """A module at the root goes with the release's tag; one in a folder is found only under its own."""
    assert version_statements.untagged("go.mod", ()) == []
    assert version_statements.untagged("bindings/go/go.mod", ("bindings/go/{tag}",)) == []
    (one,) = version_statements.untagged("bindings/go/go.mod", ())
    assert (one.place, one.expected) == ("bindings/go/go.mod", "a tag bindings/go/VERSION")
