"""Builds, tests and clients are started without credentials; git and gh, which ask the project's host, keep theirs."""

from tests.sandbox_suite import Toy

SHOWN = '''
def names(tool, path):
    """Let a program say which of the variables it sees."""
    from core.commands import run
    program = path / tool
    program.write_text("#!/bin/sh\\\\nenv\\\\n")
    program.chmod(0o755)
    return {line.partition("=")[0] for line in run([program], cwd=path, timeout=60).text.splitlines()}


def test_what_a_build_sees(tmp_path, examine):
    """A build sees no credential that is not meant for it."""
    from core.findings import Finding
    seen = {tool: names(tool, tmp_path) for tool in ("build", "gh")}
    asked = ("NPM_TOKEN", "DEPLOY_WEBHOOK", "OWN_SECRET", "MEANT_TOKEN", "ORDINARY")
    found = [f"{tool} {name}" for tool in seen for name in asked if name in seen[tool]]
    examine(asked)
    assert [Finding("seen", got=each) for each in found] == []
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
}


def test_a_build_sees_no_credential_that_is_not_meant_for_it(toy: Toy) -> None:
    """By name, as a hook, as the profile's secret; what the profile passes on is seen, and gh sees all."""
    toy.profile(PROFILE)
    toy.gate(SHOWN.replace("\\\\n", "\\n"))
    toy.run("-k", "what_a_build_sees", env=VALUES)
    [record] = toy.evidence["checks"]
    assert sorted(each["got"] for each in record["findings"]) == sorted(
        ["build MEANT_TOKEN", "build ORDINARY", *(f"gh {name}" for name in VALUES)]
    )
    assert "canary" not in toy.evidence_path.read_text()
