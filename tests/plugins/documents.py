"""Hand-made evidence documents, sound to the last key: what the tests of verdicts and reports start from."""

from copy import deepcopy
from typing import Any

from core.findings import Finding
from plugins.verdict import reader

Json = dict[str, Any]

GATES = (("preflight", "Preflight", None), ("tooling", "Workflows and tooling", 0), ("licensing", "Licensing and notices", 11))
ZIZMOR = {
    "argv": ["zizmor", "--format=json", "."],
    "status": 0,
    "duration": 1.8,
    "stdout": "a" * 64,
    "stderr": "b" * 64,
    "log": "logs/1.log",
    "version": "1.30.0",
    "path": "/usr/bin/zizmor",
}
LOCAL = {"argv": ["git", "-C", "/p", "rev-parse", "HEAD"], "status": 0, "duration": 0.01}
CONTROL = {"input": "a workflow with pull_request_target", "expected": "dangerous-triggers", "got": "dangerous-triggers: line 3"}
TAG = "pre_release/test_preflight::test_tag"
WORKFLOWS = "pre_release/test_tooling::test_workflows"
NOTICES = "pre_release/test_licensing::test_notices"
CORE = "pre_release/test_licensing::test_files[core]"
PYPI = "delivery/test_pypi::test_contract"
TREE, PROFILE = "t" * 64, "p" * 64


def detail(gate: str | None = None, number: int | None = None, **changes: Any) -> Json:
    """Return what the plan says of one check."""
    usual = {
        "gate": gate,
        "gate_number": number,
        "channel": None,
        "channel_word": None,
        "tier": "official",
        "remote": False,
        "static": True,
        "requirement": f"What {gate} asks for is so.",
        "needs": [],
    }
    return {**usual, **changes}


def plan(**changes: Any) -> Json:
    """Three gates with four checks before the release, one channel with one check after it."""
    details = {
        TAG: detail("preflight", requirement="The target tag is not taken."),
        WORKFLOWS: detail("tooling", 0, requirement="No workflow has a finding of zizmor."),
        NOTICES: detail("licensing", 11, requirement="Every linked crate is in the notices."),
        CORE: detail("licensing", 11, requirement="Every package has a license file."),
        PYPI: detail(channel="PyPI", channel_word="pypi", remote=True, static=False),
    }
    stages = {check.split("/")[0] for check in details}
    body = {
        "checks": {stage: [check for check in details if check.startswith(stage + "/")] for stage in sorted(stages)},
        "details": details,
        "gates": [{"word": word, "title": title, "number": number, "stages": ["pre_release"]} for word, title, number in GATES],
        "channels": [
            {"word": "pypi", "title": "PyPI", "number": None, "stages": ["staging", "delivery"]},
            {"word": "npm", "title": "npm", "number": None, "stages": ["delivery"]},
        ],
        "ages": {"local": 86400, "remote": 3600},
        "does_not_apply": [{"what": "npm", "reason": "This project has no package there."}],
        **changes,
    }
    return with_plan_digest(body)


def with_plan_digest(body: Json) -> Json:
    """Return the plan with the digest that fits it."""
    return {**body, "digest": reader.seal(body, but="digest")}


def run(nonce: str, checks: list[str], plan_digest: str, **changes: Any) -> Json:
    """One run that ended well."""
    usual = {
        "nonce": nonce,
        "started": "2026-11-24T08:00:00Z",
        "ended": "2026-11-24T08:00:41Z",
        "exit_status": 0,
        "interrupted": False,
        "selection": {"expression": "pre_release", "keyword": "", "paths": [], "checks": [*checks]},
        "commit": "c" * 40,
        "base_commit": "b" * 40,
        "tree": TREE,
        "profile_digest": PROFILE,
        "plan_digest": plan_digest,
        "suite_version": "0.1.0",
        "host": {"name": "host", "os": "Linux 6.1", "python": "3.11.7"},
        "tools": {"git": "2.39.5", "zizmor": "1.30.0"},
        "report_digest": "r" * 64,
        "trouble": [],
    }
    return {**usual, **changes}


def record(check: str, the_plan: Json, nonce: str, **changes: Any) -> Json:
    """Return a check that passed, as the plan has it."""
    same = {key: the_plan["details"][check][key] for key in reader.PLANNED}
    outside = check.endswith("test_workflows") or check.startswith("delivery/")
    usual = {
        "id": check,
        "stage": check.split("/")[0],
        **same,
        "run": nonce,
        "outcome": "passed",
        "kind": None,
        "message": None,
        "examined": 14,
        "minimum": 3,
        "control": CONTROL if outside else None,
        "commands": [ZIZMOR] if outside else [LOCAL],
        "artifacts": [],
        "findings": [],
        "waiver": None,
        "carried_from": None,
        "duration": 0.42,
    }
    made = deepcopy({**usual, **changes})
    if made["outcome"] != "passed" and not made["findings"]:
        made["findings"] = [found(got=made["message"] or "nothing")]
    for finding in made["findings"]:
        finding["waiver"] = deepcopy(made["waiver"])
    return made


def found(rule: str = "notices", path: str = "", line: int = 0, got: str = "", expected: str = "", fix: str = "") -> Json:
    """Return a finding as a record holds it, without a waiver."""
    return {**Finding(rule, path, line, got, expected, fix).entry, "waiver": None}


SERDE = {"rule": "notices", "path": "NOTICES.md", "line": 7, "got": "no section for serde", "expected": "one", "fix": "add it"}


def failed(*findings: Json | str) -> Json:
    """Return the changes that make a record a regression, by one finding where none is given."""
    given = [found(got=each) if isinstance(each, str) else each for each in findings] or [found(**SERDE)]
    message = "\n".join(str(Finding.read(each)) for each in given)
    return {"outcome": "failed", "kind": "regression", "message": message, "findings": given}


def missing_tool(message: str = "got no zizmor, expected it on PATH; pip install zizmor") -> Json:
    """Return the changes that make a record one that could not be carried out."""
    given = [found(got="no zizmor", expected="it on PATH", fix="pip install zizmor")]
    nothing = {"examined": None, "minimum": None, "control": None}
    return {"outcome": "error", "kind": "environment", "message": message, "findings": given, **nothing}


def waiver(**changes: Any) -> Json:
    """Return a waiver in force."""
    usual = {
        "check": None,
        "reason": "the crate is a test helper",
        "approved_by": "sandover",
        "expires": "2027-01-31",
        "digest": "f" * 64,
    }
    return {key: value for key, value in {**usual, **changes}.items() if value is not None}


def document(**changes: Any) -> Json:
    """Return a sound document whose one run proved everything before the release; `changes` maps check ids to changed fields."""
    the_plan = plan()
    checks = the_plan["checks"]["pre_release"]
    records = [record(check, the_plan, "run-1", **changes.pop(check, {})) for check in checks]
    body = {
        "schema": reader.SCHEMA,
        "release": {
            "target": "v0.1.1",
            "base": "v0.1.0",
            "mode": "dry-run",
            "agent": "opus@host",
            "project": "/p/plasmite",
            "profile": "release-profile.toml",
            "commit": "c" * 40,
            "tree": TREE,
            "dirty": False,
            "branch": "main",
            "ahead": 0,
            "behind": 0,
        },
        "plan": the_plan,
        "checks": records,
        "runs": [run("run-1", checks, the_plan["digest"])],
        "checkpoint": None,
        "resumes": [],
        "blockers": [],
    }
    return sealed({**body, **changes})


def sealed(body: Json) -> Json:
    """Return the document with the plan's digest, the verdict and the seal that follow from the rest of it."""
    judged = {**body, "verdict": reader.verdict(body)}
    return {**judged, "seal": reader.seal(judged)}


def state(body: Json) -> tuple[str, list[str]]:
    """Return the state and the reasons of a document that has to be sound."""
    assert reader.damage(body) == []
    return body["verdict"]["state"], body["verdict"]["reasons"]


def two_stages(outcome: Json) -> Json:
    """Return a document whose one run touched pre_release and delivery."""
    body = document()
    body["runs"][0]["selection"]["checks"].append(PYPI)
    body["checks"].append(record(PYPI, body["plan"], "run-1", **outcome))
    return sealed(body)


HOSTILE = '<script>document.title="owned"</script> | `x` *y* ]]> "q" \'a\' \x1b[31m'


def everything(**changes: Any) -> Json:
    """Return a document with one of everything that a report has to show, with hostile text in every place that takes any."""
    body = document(
        **{
            NOTICES: failed(
                found("notices", f"a{HOSTILE}", 7, f"nothing for {HOSTILE}", "a section", "add it"),
                found("notices", "b", 0, "missing", "", "add that too"),
            ),
            WORKFLOWS: missing_tool(),
            CORE: {
                **failed(found("license-files", "core", 0, "no file", "", "add one")),
                "waiver": waiver(reason=f"agreed {HOSTILE}", approved_by="sandover"),
            },
        },
        blockers=[
            {
                "gate": "licensing",
                "channel": None,
                "kind": "regression",
                "checks": [NOTICES],
                "task": "T-17",
                "title": "[release-blocker][v0.1.1][gate:licensing][regression] Notices",
            }
        ],
    )
    gates = [*body["plan"]["gates"], {"word": "server", "title": f"Server {HOSTILE}", "number": 9, "stages": ["pre_release"]}]
    exempt = [{"what": "npm", "reason": f"no package {HOSTILE}"}, {"what": "PyPI", "reason": f"no package {HOSTILE}"}]
    body["plan"] = plan(gates=gates, does_not_apply=exempt)
    body["runs"][0].update(plan_digest=body["plan"]["digest"], exit_status=1)
    body["checkpoint"] = {"step": "tag", "state": f"done {HOSTILE}"}
    return sealed({**body, **changes})
