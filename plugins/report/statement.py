"""`--statement=FILE`: an in-toto statement with the predicate test-result, to be signed or attested by the platform."""

import json
from collections.abc import Iterator
from typing import Any

from core.errors import Undecided
from plugins.report.report_model import Json, Story

_TYPE = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"


def render(document: Json) -> str:
    """Return the statement: which commit and artifacts were tested, by what, and with which result."""
    story = Story(document)
    failed = list(dict.fromkeys(one.check for one in story.findings))
    warned = list(dict.fromkeys([*(one.check for one in story.previews), *(record["id"] for record in story.waived)]))
    passed = [record["id"] for record in story.records if record["outcome"] == "passed"]
    statement = {
        "_type": _TYPE,
        "subject": [*_subjects(story)],
        "predicateType": _PREDICATE,
        "predicate": {
            "result": _result(story, warned),
            "configuration": [*_configuration(story)],
            "passedTests": passed,
            "warnedTests": [check for check in warned if check not in failed],
            "failedTests": failed,
        },
    }
    return json.dumps(statement, indent=1, ensure_ascii=True) + "\n"


def _result(story: Story, warned: list[str]) -> str:
    """Only a verdict of `clear` is a pass: what could not be told is a failure here, for there is no third word."""
    if story.state != "clear":
        return "FAILED"
    return "WARNED" if warned else "PASSED"


def _subjects(story: Story) -> Iterator[dict[str, Any]]:
    """Yield the commit, or the working files where they are not the commit's, and each artifact that a channel offers."""
    release = story.release
    if release["dirty"] or not release["commit"]:
        if not release["tree"]:
            raise Undecided(got="neither a commit nor a digest of the files", expected="one of them", advice="run it again")
        yield {"name": f"{release['target']} (working files)", "digest": {"sha256": release["tree"]}}
    else:
        yield {"name": release["target"], "digest": {"gitCommit": release["commit"]}}
    files = {(file["name"], file["sha256"]) for record in story.records for file in record["artifacts"] if file.get("platform")}
    yield from ({"name": name, "digest": {"sha256": digest}} for name, digest in sorted(files) if digest)


def _configuration(story: Story) -> Iterator[dict[str, Any]]:
    run = story.document["runs"][-1]
    yield {"name": "evidence", "digest": {"sha256": story.document["seal"]}, "annotations": {"schema": story.document["schema"]}}
    yield {"name": "plan", "digest": {"sha256": story.plan["digest"]}, "annotations": {"suite": run["suite_version"]}}
    yield {"name": str(story.release["profile"]), "digest": {"sha256": run["profile_digest"]}}
