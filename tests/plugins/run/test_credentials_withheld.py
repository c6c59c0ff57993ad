"""Builds, tests and clients are started without credentials; git and gh, which ask the project's host, keep theirs."""

from tests.sandbox_suite import Toy

SHOWN = '''
import os
from core.commands import run
from core.findings import Finding

ASKED = ("NPM_TOKEN", "DEPLOY_WEBHOOK", "OWN_SECRET", "MEANT_TOKEN", "ORDINARY", "GIT_CONFIG_COUNT", "GIT_CONFIG_VALUE_0")


def names(program, path):
    """Let a program say which of the variables it sees."""
    return {line.partition("=")[0] for line in run([program], cwd=path, timeout=60).text.splitlines()}


def test_what_a_build_sees(tmp_path, examine):
    """A build sees no credential that is not meant for it."""
    for name in ("bin/gh", "project/gh", "project/build"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"#!/bin/sh" + bytes([10]) + b"env")
        (tmp_path / name).chmod(0o755)
    os.environ["PATH"] = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    tools = {"build": tmp_path / "project/build", "./gh": tmp_path / "project/gh", "gh": "gh"}
    seen = {tool: names(program, tmp_path) for tool, program in tools.items()}
    examine(ASKED)
    assert [Finding("seen", got=f"{tool} {name}") for tool in seen for name in ASKED if name in seen[tool]] == []
'''
PROFILE = """
    [project]
    name = "toy"
    secrets = ["OWN_SECRET"]
    credentials = ["MEANT_TOKEN"]
"""
VALUES = {
    "NPM_TOKEN": "npm-canary-1234567890",
    "DEPLOY_WEBHOOK": "https://hooks.example/services/canary-1234567890",
    "OWN_SECRET": "own-canary-1234567890",
    "MEANT_TOKEN": "meant-canary-1234567890",
    "ORDINARY": "a value",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "http.extraheader",
    "GIT_CONFIG_VALUE_0": "Authorization: Bearer git-canary-1234567890",
}


def test_a_build_sees_no_credential_that_is_not_meant_for_it(toy: Toy) -> None:
    """By name, as a hook, as a setting of git, as the profile's secret; gh on PATH sees all, a gh of the project nothing more."""
    toy.profile(PROFILE)
    toy.gate(SHOWN)
    toy.run("-k", "what_a_build_sees", env=VALUES)
    [record] = toy.evidence["checks"]
    of_builds = [f"{tool} {name}" for tool in ("build", "./gh") for name in ("MEANT_TOKEN", "ORDINARY")]
    of_gh = [f"gh {name}" for name in VALUES if name != "GIT_CONFIG_KEY_0"]
    assert sorted(each["got"] for each in record["findings"]) == sorted([*of_builds, *of_gh])
    assert "canary" not in toy.evidence_path.read_text()
