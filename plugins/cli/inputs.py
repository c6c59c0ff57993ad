"""From the words of the command line to a frozen Release; each bad input is refused with one sentence."""

import os
import re
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from core.errors import Refused, Undecided
from facts.vcs import snapshot
from plugins.cli.options import BLOCKERS, MODES, STEPS, WALK
from plugins.plan import discovered
from profiles.release import DISCOVERED, NO_BASE, SAMPLE, UNSTATED, Release, Tag
from profiles.schema.profile import load

OWN = "release-profile.toml"
_AGENT = re.compile(r"[^@\s]+@[^@\s]+")
_SAMPLE_TAGS = (Tag("v0.1.1"), Tag("v0.1.0"))


def parse(options: Namespace, root: Path, here: Path, configured: str, environ: Mapping[str, str]) -> Release:
    """Return the release, or raise Refused; `here` is where relative paths start."""
    target, base = _tag(options.release_target, "--release-target"), _tag(options.base_tag, "--base-tag")
    mode = _choice(options.mode or "dry-run", MODES, "--mode")
    _choice(options.blockers or "plan", BLOCKERS, "--blockers")
    perform = _steps(options.perform, mode)
    _until(options)
    _refuse_both(options)
    _refuse_disorder(target, base)
    agent = _agent(options.agent, mode, environ)
    artifacts = _folder(options.artifacts, "--artifacts", here)
    runs = [_number(getattr(options, name), f"--{name.replace('_', '-')}") for name in ("build_run_id", "publish_run_id")]
    project = _project(options.project or configured or environ.get("RELEASE_PROJECT", ""), here)
    if project is None:
        project = _sample(target, base, mode, root)
    embedded = project.is_relative_to(_sample_home(root))
    evidence_dir = _evidence_dir(options.evidence_dir, project, root, here, embedded)
    _refuse_own_files(artifacts, evidence_dir)
    written = _profile_path(options.profile, project, root, here)
    package = options.package or ""
    profile = discovered.completed(written, project, target, base, evidence_dir, package) if written else None
    profile = profile or discovered.write(project, target, base, evidence_dir, package)
    return Release(
        target=target,
        base=base,
        mode=mode,
        mode_defaulted=options.mode is None,
        agent=agent,
        project=project,
        project_name=SAMPLE if embedded else str(project),
        profile=load(profile),
        profile_name=_profile_name(written or profile, project, root),
        profile_file=profile,
        spoken=load(written) if written and written != profile else None,
        commit=snapshot.head(project),
        evidence_dir=evidence_dir,
        artifacts=artifacts,
        build_run_id=runs[0],
        publish_run_id=runs[1],
        perform=perform,
        no_execute=options.no_execute,
        as_of_release=options.as_of_release,
        package=package,
    )


def named_project(options: Namespace, here: Path, configured: str) -> Path | None:
    """Return the checkout that was named, None where none was."""
    return _project(options.project or configured or os.environ.get("RELEASE_PROJECT", ""), here)


def profile_path(options: Namespace, project: Path, root: Path, here: Path) -> Path | None:
    """Return the profile's file, None where the project has none and it was not named."""
    return _profile_path(options.profile, project, root, here)


def _refuse_disorder(target: Tag, base: Tag) -> None:
    if not base < target:
        raise Refused(
            got=f"--release-target {target} with --base-tag {base}",
            expected="a target that comes after the base",
            advice="pass the previous release as the base",
        )


def _tag(text: str | None, option: str) -> Tag:
    if not text:
        raise Refused(got=f"no {option}", expected=f"{option} vX.Y.Z", advice="set it explicitly; it is never guessed")
    if text == NO_BASE and option != "--base-tag":
        raise Refused(got=f"{option} {text}", expected=f"{option} vX.Y.Z", advice="pass the release to verify")
    try:
        return Tag(text)
    except Refused as error:
        raise Refused(got=f"{option} {text!r}", expected=error.expected, advice=error.advice) from error


def _choice(text: str, choices: tuple[str, ...], option: str) -> str:
    if text not in choices:
        raise Refused(got=f"{option}={text}", expected=f"one of {', '.join(choices)}", advice="correct it")
    return text


def _steps(text: str | None, mode: str) -> tuple[str, ...]:
    """Return the steps that are named, in the order in which they are made."""
    named = set((text or "").split(",")) - {""}
    if named - {*STEPS, "all"}:
        expected = f"steps of {', '.join(STEPS)}, or all"
        raise Refused(got=f"--perform={text}", expected=expected, advice="correct the step")
    if named and mode != "live":
        raise Refused(
            got=f"--perform={text} in {mode} mode",
            expected="--mode=live --agent=model@host as well",
            advice="remove it to see what each step would do, or add the mode",
        )
    return STEPS if "all" in named else tuple(step for step in STEPS if step in named)


def _until(options: Namespace) -> None:
    if options.until is None:
        return
    _choice(options.until, WALK, "--until")
    if options.markexpr or options.keyword or options.file_or_dir:
        raise Refused(
            got="--until together with -m, -k or a path",
            expected="one of them",
            advice="--until selects by itself, in the order of a release",
        )


def _refuse_both(options: Namespace) -> None:
    if options.resume and options.fresh:
        raise Refused(
            got="--resume together with --fresh",
            expected="one of them: --resume keeps what has passed, --fresh starts a new file",
            advice="drop one",
        )


def _agent(text: str | None, mode: str, environ: Mapping[str, str]) -> str:
    if text is None and mode == "live":
        raise Refused(got="--mode=live without --agent", expected="--agent=model@host", advice="set who runs it")
    if text is not None and not _AGENT.fullmatch(text):
        raise Refused(got=f"--agent={text}", expected="model@host, for example codex@laptop", advice="correct it")
    run = environ.get("GITHUB_RUN_ID") or environ.get("CI_RUN_ID")
    in_ci = f"ci@{run}" if environ.get("CI") and run else UNSTATED
    return text or _agent_of_environment(environ) or in_ci


def _agent_of_environment(environ: Mapping[str, str]) -> str | None:
    text = environ.get("RELEASE_AGENT")
    if text and not _AGENT.fullmatch(text):
        raise Refused(got=f"RELEASE_AGENT={text!r}", expected="model@host, as in codex@laptop", advice="correct or unset it")
    return text


def _number(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise Refused(got=f"{option}={text}", expected="the run's number", advice="copy it from the URL of the run")
    return int(text)


def _folder(text: str | None, option: str, here: Path) -> Path | None:
    if not text:
        return None
    path = (here / text).resolve()
    if not path.is_dir():
        raise Refused(
            got=f"{option}={text}, which is not a directory", expected="an existing directory", advice="correct the path"
        )
    return path


def _refuse_own_files(artifacts: Path | None, evidence_dir: Path) -> None:
    """Refuse a folder of artifacts in which runs keep what channels served: it would be compared with itself."""
    if artifacts is not None and evidence_dir.is_relative_to(artifacts):
        raise Refused(
            got=f"--artifacts={artifacts}, which contains the evidence ({evidence_dir})",
            expected="a directory with only the built files",
            advice="pass the directory that the build writes to, such as dist",
        )


def _project(text: str, here: Path) -> Path | None:
    path = _folder(text, "--project", here)
    if path is not None and not _is_checkout(path):
        raise Refused(
            got=f"--project={text}, which is not the top of a git checkout with a commit",
            expected="a checkout of the project being released",
            advice="clone the project and pass that directory",
        )
    return path


def _is_checkout(path: Path) -> bool:
    try:
        return bool(snapshot.head(path))
    except Undecided:
        return False


def _sample_home(root: Path) -> Path:
    return root / ".scratch" / "sample"


def _sample(target: Tag, base: Tag, mode: str, root: Path) -> Path:
    if (target, base) != _SAMPLE_TAGS or mode != "dry-run":
        raise Refused(
            got=f"{target} (base {base}) in {mode} mode without a project",
            expected="--project=DIR (the embedded sample has only v0.1.1, base v0.1.0, in dry-run)",
            advice="pass the checkout of the project with --project=DIR",
        )
    from sample import write  # only this run needs it
    from sample.sample_errors import SampleError

    try:
        return write(_sample_home(root) / "project")
    except SampleError as error:
        raise Refused(
            got=f"no embedded sample: {error}", expected="git and a writable .scratch", advice="correct that and run again"
        ) from error


def _profile_path(text: str | None, project: Path, root: Path, here: Path) -> Path | None:
    if text:
        named = root / "profiles" / f"{text}.toml"
        path = named if re.fullmatch(r"[\w-]+", text) and named.is_file() else (here / text).resolve()
        found = path if path.is_file() else None
    else:
        path = project / OWN
        return path if path.is_file() else None
    if found is None:
        known = ", ".join(sorted(one.stem for one in (root / "profiles").glob("*.toml"))) or "none"
        raise Refused(
            got=f"--profile={text}, which is neither",
            expected=f"a profile of the suite ({known}) or a file",
            advice="pass it with --profile=NAME or --profile=FILE",
        )
    return found


def _profile_name(path: Path, project: Path, root: Path) -> str:
    """Return what --profile has to say to find it again; the project's own is found by itself."""
    if path == project / OWN:
        return path.name
    if path.name == discovered.FILE:
        return DISCOVERED
    return path.stem if path.parent == root / "profiles" else str(path)


def _evidence_dir(text: str | None, project: Path, root: Path, here: Path, embedded: bool) -> Path:
    if text:
        path = (here / text).resolve()
        _refuse_inside(path, project)
        return path
    return _sample_home(root) if embedded else project / ".scratch" / "release"


def _refuse_inside(path: Path, project: Path) -> None:
    """Refuse a folder whose files would be new files of the project: every run would find it changed meanwhile."""
    if not path.is_relative_to(project):
        return
    inside = path.relative_to(project)
    ignored = snapshot.ask(project, "check-ignore", "-q", "--", f"{inside}/evidence", expect=None) is not None
    if not (inside.parts[:1] == (".scratch",) or ignored):
        raise Refused(
            got=f"--evidence-dir={path} inside the project",
            expected="a directory outside of it, below its .scratch, or one that git ignores",
            advice="choose a different directory",
        )
