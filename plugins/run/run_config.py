"""What the launcher hands to its child: one file in the run's folder, read by the child and by each of its workers."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.plan.expansion import expand
from plugins.plan.plan import Plan, read
from profiles.release import Release, Tag
from profiles.schema.profile import load

FILE = "run.json"


@dataclass(frozen=True)
class RunConfig:
    """One run as the child knows it."""

    nonce: str
    folder: Path  # runs/<nonce> in the evidence folder
    launcher: int  # process id of the parent that waits
    root: Path  # the checkout of the suite
    release: Release
    plan: Plan
    selected: frozenset[str]  # node ids
    carried: frozenset[str]  # node ids that --resume carries over: they do not run again
    workspace: Path  # scratch that the suite may write to
    clearance: dict[str, Any]
    durations: dict[str, float]  # by node id, of the newest run before this one
    snapshot: Path  # the project as it was read at the start: what checks see
    derived: dict[str, str] = field(default_factory=dict)  # what has no subject in the project, with the fact

    @property
    def records(self) -> Path:
        """The list to which every report is appended."""
        return self.folder / "records.jsonl"


def write(run: RunConfig) -> Path:
    """Write the hand-over file into the run's folder."""
    release = run.release
    document = {
        "nonce": run.nonce,
        "launcher": run.launcher,
        "root": str(run.root),
        "selected": sorted(run.selected),
        "carried": sorted(run.carried),
        "workspace": str(run.workspace),
        "clearance": run.clearance,
        "durations": run.durations,
        "snapshot": str(run.snapshot),
        "derived": run.derived,
        "release": {
            "target": release.target.name,
            "base": release.base.name,
            "mode": release.mode,
            "mode_defaulted": release.mode_defaulted,
            "agent": release.agent,
            "project": str(release.project),
            "project_name": release.project_name,
            "profile_name": release.profile_name,
            "commit": release.commit,
            "evidence_dir": str(release.evidence_dir),
            "artifacts": str(release.artifacts) if release.artifacts else None,
            "build_run_id": release.build_run_id,
            "publish_run_id": release.publish_run_id,
            "perform": list(release.perform),
            "no_execute": release.no_execute,
            "as_of_release": release.as_of_release,
            "package": release.package,
        },
    }
    path = run.folder / FILE
    half = path.with_suffix(".new")  # a run that is killed meanwhile has handed over nothing, not half of it
    half.write_text(json.dumps(document), "utf-8")
    half.replace(path)
    return path


def read_run(path: Path) -> RunConfig:
    """Read the hand-over file; the profile is the copy that lies beside it, and the project is the snapshot."""
    document = json.loads(path.read_text("utf-8"))
    profile = load(path.with_name("profile.toml"))
    told = document["release"]
    release = Release(
        target=Tag(told["target"]),
        base=Tag(told["base"]),
        mode=told["mode"],
        mode_defaulted=told["mode_defaulted"],
        agent=told["agent"],
        project=Path(document["snapshot"]),
        origin=Path(told["project"]),
        project_name=told["project_name"],
        profile=profile,
        profile_name=told["profile_name"],
        commit=told["commit"],
        evidence_dir=Path(told["evidence_dir"]),
        artifacts=Path(told["artifacts"]) if told["artifacts"] else None,
        build_run_id=told["build_run_id"],
        publish_run_id=told["publish_run_id"],
        perform=tuple(told["perform"]),
        no_execute=told["no_execute"],
        as_of_release=told["as_of_release"],
        package=told["package"],
    )
    return RunConfig(
        nonce=document["nonce"],
        folder=path.parent,
        launcher=document["launcher"],
        root=Path(document["root"]),
        release=release,
        plan=expand(read(Path(document["root"])), profile, document["derived"]),
        selected=frozenset(document["selected"]),
        carried=frozenset(document["carried"]),
        workspace=Path(document["workspace"]),
        clearance=document["clearance"],
        durations=document["durations"],
        snapshot=Path(document["snapshot"]),
        derived=document["derived"],
    )


def carried(folder: Path) -> frozenset[str]:
    """Return the node ids that a run carried over, as its folder says; nothing where it does not say."""
    try:
        return frozenset(json.loads((folder / FILE).read_text("utf-8"))["carried"])
    except (OSError, ValueError, LookupError, TypeError):
        return frozenset()


def is_ours(run: RunConfig) -> bool:
    """Say whether this process was started by the launcher that wrote the file."""
    return os.getppid() == run.launcher
