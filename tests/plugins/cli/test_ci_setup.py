"""What the gates need in CI is installed as the profile says, at its versions; an unknown tool installs nothing at all."""

import os
from pathlib import Path

import pytest

from core.errors import Fault, Refused, Unavailable
from plugins.cli.ci_setup import command, install, main
from profiles.schema.profile import load
from tests.plugins.cli.test_start import ROOT

GO = '#!/bin/sh\necho "go $*" >> "$TYPED"\nprintf \'#!/bin/sh\\necho Go: go1.26.8\\necho Scanner: govulncheck@v1.1.4\\n\' > "$GOBIN/govulncheck"\nchmod +x "$GOBIN/govulncheck"\n'
CARGO = '#!/bin/sh\necho "cargo $*" >> "$TYPED"\n'


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose go makes what it is asked for and whose cargo makes nothing."""
    for name, text in (("go", GO), ("cargo", CARGO)):
        path = tmp_path / "machine" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'machine'}:{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("TYPED", str(tmp_path / "typed"))
    return tmp_path / "typed"


def test_a_tool_is_installed_at_its_version(typed: Path) -> None:
    """The command names the version, and the tool is there afterwards."""
    assert install({"govulncheck": "1.1.4"}, typed.parent) == ["ci_setup: govulncheck 1.1.4"]
    assert typed.read_text().splitlines()[0] == "go install golang.org/x/vuln/cmd/govulncheck@v1.1.4"
    assert os.access(typed.parent / "bin" / "govulncheck", os.X_OK)


def test_a_tool_that_is_not_there_afterwards_is_a_fault(typed: Path) -> None:
    """An installer that ends well and leaves nothing is not believed."""
    with pytest.raises(Unavailable, match=r"no file \S+/bin/cargo-semver-checks, although `cargo install .+` succeeded"):
        install({"cargo-semver-checks": "0.40.0"}, typed.parent)


def test_a_tool_of_the_machine_is_not_taken_for_it(typed: Path) -> None:
    """One that was on PATH before does not stand in for what the installer left out, nor hide another version."""
    for name, version in (("cargo-semver-checks", "0.40.0"), ("govulncheck", "1.0.0")):
        path = typed.parent / "machine" / name
        path.write_text(f"#!/bin/sh\necho Go: go1.26.8\necho Scanner: {name}@v{version}\n")  # as govulncheck answers
        path.chmod(0o755)
    with pytest.raises(Unavailable, match="cargo-semver-checks, although"):
        install({"cargo-semver-checks": "0.40.0"}, typed.parent)
    with pytest.raises(Refused, match=r"govulncheck 1.0.0 at \S+/machine/govulncheck, which comes first on PATH"):
        install({"govulncheck": "1.1.4"}, typed.parent)


def test_an_installer_that_fails_is_a_fault(typed: Path) -> None:
    """Its exit status is not ignored, although a tool of that name is there."""
    (typed.parent / "machine" / "go").write_text(GO + "exit 1\n")
    with pytest.raises(Fault, match="go install"):
        install({"govulncheck": "1.1.4"}, typed.parent)


def test_an_unknown_tool_installs_nothing(typed: Path) -> None:
    """It is refused by name before the first tool is installed."""
    with pytest.raises(Refused, match="ci_tools"):
        install({"govulncheck": "1.1.4", "left-pad": "1"}, typed.parent)
    assert not typed.exists()


SHIPPED = [path for path in sorted((ROOT / "profiles").glob("*.toml")) if not path.stem.endswith("-replay")]  # of a benchmark


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda path: path.stem)
def test_every_tool_of_a_shipped_profile_can_be_installed(profile: Path) -> None:
    """Each name is known, and each version is exact."""
    tools = load(profile).ci_tools
    assert [tool for tool, version in tools.items() if version not in " ".join(command(tool, version, ROOT)[0])] == []
    assert len(tools) >= 3


def test_a_profile_without_the_table_needs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says so and ends well; a profile that is not there is refused."""
    (tmp_path / "release-profile.toml").write_text('[project]\nname = "demo"\n')
    assert main(["--project", str(tmp_path)]) == 0
    assert "no [ci_tools] in the profile" in capsys.readouterr().out
    assert main(["--project", str(tmp_path), "--profile", "nowhere"]) == 101


@pytest.mark.parametrize("version", ["1", "1.7", "latest"])
def test_a_version_that_is_not_exact_is_refused(tmp_path: Path, version: str, typed: Path) -> None:
    """An installer would take the newest that begins so."""
    (tmp_path / "release-profile.toml").write_text(f'[project]\nname = "demo"\n\n[ci_tools]\nactionlint = "{version}"\n')
    assert main(["--project", str(tmp_path)]) == 101
    assert not typed.exists()
