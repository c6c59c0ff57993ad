"""What publish jobs read is read off their workflow."""

from pathlib import Path

from gates.preflight import repository_settings, version_statements
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
    steps: [{ run: "true" }]
"""


def test_secrets_and_environments_are_those_of_the_workflow(tmp_path: Path) -> None:
    """Comments of the file do not count, what every run has does not either, and both forms of environment do."""
    project = checkout(tmp_path / "project", {"publish.yml": WORKFLOW})
    assert repository_settings.secrets_read(project, "publish.yml", ()) == ("FROM_ENV", "IN_RUN")
    assert repository_settings.environments_named(project, "publish.yml", ()) == ("index", "registry")


def test_what_the_profile_tells_stands(tmp_path: Path) -> None:
    """Names in the profile replace those of the workflow."""
    project = checkout(tmp_path / "project", {"publish.yml": WORKFLOW})
    assert repository_settings.secrets_read(project, "publish.yml", ("ONE",)) == ("ONE",)
    assert repository_settings.environments_named(project, "publish.yml", ("one",)) == ("one",)


def test_a_module_in_a_folder_needs_a_tag_of_its_own() -> None:
    """A module at the root goes with the release's tag; one in a folder is found only under its own."""
    assert version_statements.untagged("go.mod", ()) == []
    assert version_statements.untagged("bindings/go/go.mod", ("bindings/go/{tag}",)) == []
    (one,) = version_statements.untagged("bindings/go/go.mod", ())
    assert (one.place, one.expected) == ("bindings/go/go.mod", "the tag bindings/go/{tag}")
