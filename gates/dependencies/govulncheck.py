"""govulncheck over one Go module: it exits 0 in JSON mode whatever it finds, so its messages are what counts."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from core.commands import run
from core.errors import Unavailable
from facts.builds.project_builds import Builds
from gates.dependencies.audit_report import Advisory, Report

_SECONDS = 300.0
_MODULE = "module known.bad/tiny\n\ngo 1.21\n\nrequire golang.org/x/text v0.3.5\n"
_PROGRAM = 'package main\n\nimport "golang.org/x/text/language"\n\nfunc main() { _, _ = language.Parse("") }\n'
REFUSAL = "GO-2021-0113"


def audit(builds: Builds, path: str, database: str, env: Mapping[str, str]) -> Report:
    """Audit the module of a go.mod, with what of the standard library it reaches."""
    place = builds.place("candidate")
    return _report(path, path, database, place.folder(path).parent, place.environment(env))


def known_bad(builds: Builds, path: str, database: str) -> Report:
    """Audit a tiny module that calls a function with an advisory since 2021, with the same database."""
    folder = builds.workspace / "known-bad-go"
    folder.mkdir(exist_ok=True)
    (folder / "go.mod").write_text(_MODULE)
    (folder / "main.go").write_text(_PROGRAM)
    run(["go", "mod", "tidy"], cwd=folder, timeout=_SECONDS)
    return _report("known bad", path, database, folder, {})


def _report(origin: str, path: str, database: str, folder: Path, env: Mapping[str, str]) -> Report:
    named = ("-db", database) if database else ()
    done = run(["govulncheck", *named, "-format", "json", "./..."], cwd=folder, timeout=_SECONDS, env=env, expect=None)
    messages = list(_messages(done.text))
    config: Any = next((message["config"] for message in messages if "config" in message), {})
    if done.status or not config.get("db_last_modified"):
        raise Unavailable(
            got=f"no audit from govulncheck (exit status {done.status}): {done.errors.strip()[-200:]}",
            expected="a result from the Go vulnerability database",
            advice=f"run again with network access: cd {PurePosixPath(path).parent} && govulncheck ./...",
        )
    modules = {one["path"] for message in messages for one in message.get("SBOM", {}).get("modules", ())}
    known = [message["osv"] for message in messages if "osv" in message]
    changed = datetime.fromisoformat(config["db_last_modified"])
    return Report(origin, max(1, len(known)), max(1, len(modules)), tuple(_findings(messages, known)), config["db"], changed)


def _findings(messages: list[Any], known: list[Any]) -> Iterator[Advisory]:
    titles = {one["id"]: one.get("summary", "") for one in known}
    called = {
        (found["osv"], found["trace"][0]["module"], found["trace"][0].get("version", ""))
        for message in messages
        if (found := message.get("finding")) and found["trace"][0].get("function")
    }
    for advisory, module, version in sorted(called):
        yield Advisory(module, version, advisory, "unknown", titles.get(advisory, ""))


def _messages(text: str) -> Iterator[Any]:
    """Read one JSON object after another; govulncheck writes no separator."""
    decoder, at, whole = json.JSONDecoder(), 0, text.strip()
    while at < len(whole):
        found, at = decoder.raw_decode(whole, at)
        yield found
        at += len(whole[at:]) - len(whole[at:].lstrip())
