"""From the model to a profile: only what differs from the defaults, each with its origin."""

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from core.versions import equal
from discovery.draft import MARK, Draft
from discovery.line import named_by
from discovery.locks import Lock
from discovery.model import Model
from discovery.origins import folder_of
from discovery.packages import Package
from facts.licenses.spdx import Expression

_KINDS = {"crates": "crate", "pypi": "python", "npm": "node", "golang": "go"}
_VERSION_KINDS = {"crates": "cargo", "pypi": "pyproject", "npm": "package-json"}
_LOCK_KINDS = {"crates": "cargo", "pypi": "pip", "npm": "node", "golang": "go"}
_GITHUB = re.compile(r"(?:https://(?:[^@/]*@)?|ssh://git@|git@)(github\.com)[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?$")
_ELSEWHERE = "released by itself, with other tags"
_PLACES = ("crates.io", "npm", "PyPI", "a GitHub release")


def draft(model: Model, tag: str, versions: tuple[str, ...], name: str, decided: bool) -> Draft:
    """Return the profile of a model; `versions` are target and base, `decided` says that nobody is asked."""
    made = _Making(model, versions, decided, tag)
    made.draft.say("project", "name", made.name or name, made.main.origin if made.main else "")
    if tag != "v{version}":
        made.draft.say("project", "tag", tag, f"{next((one.count for one in model.tags if one.pattern == tag), 0)} tags")
    made.forge()
    made.preflight()
    made.licensing()
    made.dependencies()
    made.surfaces()
    made.workflows()
    made.pages()
    made.channels()
    return made.draft


class _Making:
    """One profile in the making."""

    def __init__(self, model: Model, versions: tuple[str, ...], decided: bool, tag: str = "v{version}") -> None:
        self.model, self.versions, self.decided, self.tag = model, versions, decided, tag
        self.draft = Draft()
        self.moving = [one for one in model.publishable if one.version.value and self._moves(one)]
        tops = sorted(self.moving or model.publishable, key=lambda one: (len(PurePosixPath(one.folder).parts), one.folder))
        self.main = tops[0] if tops else None
        self.name = self.main.name.rpartition("/")[2] if self.main else ""

    def _moves(self, package: Package) -> bool:
        """Whether a package takes part in this release: it states the target or the base, or it is the only one.

        Where the tags name packages, those that state the base only may be of another line.
        """
        stated = [one for one in self.model.publishable if one.version.value]
        own = [one for one in stated if self._is_of_line(one)]
        versions = self.versions if not own or package in own else self.versions[:1]
        # Beside one whose version is its tag, a package of a third version, such as one of somebody's tools, is none of it.
        is_alone = len(stated) == 1 and not any(
            one.version.how == "scm" for one in self.model.publishable if one.ecosystem != "golang" and one is not package
        )
        return is_alone or package in own or any(equal(package.version.value, version) for version in versions)

    def _is_of_another_release(self, package: Package) -> bool:
        """Whether a package states a version that others of this release do not have."""
        return bool(self.moving) and bool(package.version.value) and package not in self.moving

    def _is_of_line(self, package: Package) -> bool:
        """Whether the tag's spelling names this package."""
        return named_by(self.model, self.tag) is package

    def _open(self, question: str, fact: str) -> str:
        return f"discovered, not reviewed: {fact}" if self.decided else f"{MARK} {question} ({fact})"

    def forge(self) -> None:
        """Where it is hosted."""
        found = _GITHUB.match(self.model.remote)
        if not found:
            return
        self.draft.say("forge", "host", found[1], "git remote")
        self.draft.say("forge", "repository", found[2], "git remote")
        if self.model.workflows.ci:
            self.draft.say("forge", "ci", PurePosixPath(self.model.workflows.ci[0].path).name, self.model.workflows.ci[0])

    def preflight(self) -> None:
        """Where versions stand, and the changelog."""
        rows: list[dict[str, Any]] = []
        origins: list[object] = []
        for package in self.moving:
            rows.append({"id": package.manifest, "path": package.manifest, "kind": _VERSION_KINDS[package.ecosystem]})
            origins.append(package.version.origin)
        for package in self.model.publishable:
            if package.ecosystem == "golang":
                rows.append({"id": package.manifest, "path": package.manifest, "kind": "go-module"})
                origins.append(package.origin)
        for package in self.model.packages:  # the index may refuse it, and its version goes along all the same
            if package.may_publish and not package.publishable and self._states(package, self.versions[:1]):
                rows.append({"id": package.manifest, "path": package.manifest, "kind": _VERSION_KINDS[package.ecosystem]})
                origins.append(package.version.origin)
        self.draft.say("preflight", "versions", rows, origins=origins)
        if self.model.branched:
            self.draft.say("preflight", "base", "branch", self.model.branched)
        modules = [one for one in self.model.publishable if one.ecosystem == "golang" and one.folder != "."]
        known = {each.pattern for each in self.model.tags}
        tagged = [one for one in modules if f"{one.folder}/v{{version}}" in known] if self.tag == "v{version}" else []
        if tagged:
            self.draft.say("provenance", "further_tags", [f"{one.folder}/{{tag}}" for one in tagged], tagged[0].origin)
        roots = [one for one in self.model.publishable if one.ecosystem == "golang" and one.folder == "."]
        if roots:
            self.draft.say("preflight", "repository", re.sub(r"/v\d+$", "", roots[0].name), roots[0].origin)
        elif (hosted := _GITHUB.match(self.model.remote)) and any(one.ecosystem == "golang" for one in self.model.publishable):
            self.draft.say("preflight", "repository", f"{hosted[1]}/{hosted[2]}", "git remote")
        watched = {row["path"] for row in rows}
        own = {
            one.manifest: self._open("does it move with the releases", f"{one.name} states {one.version.value}")
            for one in self.model.packages
            if one.may_publish and one.manifest not in watched and self._states(one, self.versions)
        }
        own |= {one.manifest: _ELSEWHERE for one in self.model.others if one.may_publish or one.publishable}
        self.draft.say("preflight", "own_versions", own)
        changelog = self.model.changelog.path if self.model.changelog and self.model.changelog_is_kept else ""
        if changelog and changelog != "CHANGELOG.md":
            self.draft.say("preflight", "changelog", changelog)
            self.draft.say("compatibility", "changelog", changelog)

    @staticmethod
    def _states(package: Package, versions: tuple[str, ...]) -> bool:
        value = package.version.value
        return bool(value) and package.version.how == "static" and any(equal(value, version) for version in versions)

    def _carried(self, package: Package) -> list[str]:
        """Return the license files that its package has to hold: its own, else those on top.

        A part is its main package's; maturin, and what publishes workspaces of Node packages, take the one on top along.
        """
        if package.license_files or package.parts_of or package.backend == "maturin" or package.ecosystem == "npm":
            return list(package.license_files)
        return [] if self._only_declares(package) else list(self.model.license_files)

    def _only_declares(self, package: Package) -> bool:
        """Whether a crate of a workspace declares its license and has no file of it, as all of its siblings do."""
        siblings = [one for one in self.model.publishable if one.ecosystem == "crates" and one.folder != "."]
        alike = len(siblings) > 1 and not any(one.license_files for one in siblings)
        return package in siblings and bool(package.license) and alike

    def licensing(self) -> None:
        """Our license, where all packages declare one, and which folders carry it."""
        whole = [one for one in self.model.publishable if not one.parts_of and one.ecosystem != "golang" and not one.is_script]
        named = Counter(one.license for one in whole if one.license)
        first = next(iter(named), "")
        ours = first if all(Expression(one).equals(first) or one == first for one in named) else ""
        origin = next((one.origin for one in whole if one.license == ours), "")
        self.draft.say("licensing", "license", ours, origin if ours else "")
        carrying = [one for one in self.model.publishable if self._carried(one) and not self._is_of_another_release(one)]
        carrying = [one for one in carrying if not one.is_script]  # what a script packs is known when it is built
        rows = [
            {"id": self._id(one), "path": one.folder, "kind": _KINDS[one.ecosystem], "required_files": self._carried(one)}
            for one in carrying
        ]
        self.draft.say("licensing", "packages", rows, origins=[one.origin for one in carrying])
        self.draft.say("licensing", "vendored", list(self.model.vendored), "other people's code")
        notices = self.model.traits.get("notices", ())
        if notices and notices[0].path != "THIRD_PARTY_NOTICES.md":
            self.draft.say("licensing", "notices", notices[0].path)

    def _id(self, package: Package) -> str:
        same = [one for one in self.model.publishable if one.name == package.name]
        return package.name if len(same) == 1 else f"{package.name} ({package.ecosystem})"

    def dependencies(self) -> None:
        """Locks, and manifests whose dependencies no lock resolves."""
        read = [lock for lock in self.model.locks if lock.kind and lock.pins]
        rows = [{"name": _name(lock.path), "kind": lock.kind, "path": lock.path} for lock in read]
        self.draft.say("dependencies", "locks", rows, origins=[lock.origin for lock in read])
        self.draft.say("dependencies", "no_runtime_dependencies", list(self.model.without_dependencies), "they require nothing")
        open_ones = {
            one.manifest: self._open("who audits what it asks for", f"no lock of {one.ecosystem} that an audit reads")
            for one in self.model.packages
            if (one.publishable or one.may_publish)
            and not one.is_script
            and one.manifest not in self.model.without_dependencies
            and not any(_resolves(lock, one) for lock in read)
        }
        open_ones |= {one.manifest: _ELSEWHERE for one in self.model.others}
        self.draft.say("dependencies", "unaudited", open_ones)

    def surfaces(self) -> None:
        """Public surfaces, Rust libraries, suites, unsafe code, what listens."""
        rows = [{"name": one.name, "kind": one.kind, "path": one.path} for one in self.model.surfaces]
        self.draft.say("compatibility", "surfaces", rows, origins=[one.origin for one in self.model.surfaces])
        crates = [one for one in self.model.publishable if one.ecosystem == "crates" and one.is_library]
        libraries = [{"name": _name(one.name), "manifest": one.manifest} for one in crates]
        self.draft.say("compatibility", "libraries", libraries, origins=[one.origin for one in crates])
        suites = [
            {"name": one.name, "kind": one.kind, **({"folder": one.folder} if one.folder != "." else {})}
            for one in self.model.suites
        ]
        self.draft.say("builds", "suites", suites, origins=[one.origin for one in self.model.suites])
        unsafe = self.model.traits.get("unsafe", ())
        self.draft.say("memory_safety", "places", sorted({_top(one.path) for one in unsafe}), unsafe[0] if unsafe else "")
        servers = self.model.traits.get("server", ())
        self.draft.say("server", "security_files", [one.path for one in servers], servers[0] if servers else "")

    def workflows(self) -> None:
        """What is published, and which workflow is continuous integration."""
        places = [place for place in _PLACES if any(deed.place == place for deed in self.model.publications)]
        first = next((deed.origin for deed in self.model.publications if deed.place in places), "")
        self.draft.say("tooling", "promises", places, first)
        # Of several workflows that run tests nobody has said which ones a release needs.
        if len(self.model.workflows.ci) == 1 and self.model.publications:
            name = PurePosixPath(self.model.workflows.ci[0].path).name
            self.draft.say("tooling", "ci_workflow", name, self.model.workflows.ci[0])

    def pages(self) -> None:
        """Programs that the pages speak of, packages of this repository that they install, blocks that nobody runs."""
        rows = [{"name": one.name, "kind": one.kind, "sources": list(one.sources)} for one in self.model.programs]
        self.draft.say("documentation", "programs", rows, origins=[one.origin for one in self.model.programs])
        if self.model.traits.get("page") and not self.decided:
            self.draft.say("documentation", "not_run", {"*": self._open("which blocks are run", "no block of the pages is run")})
        mains = {one.name for one in self._mains().values()}
        others = {one.name: "a different package in this repository" for one in self.model.publishable if one.name not in mains}
        self.draft.say("documentation", "others", others)

    def _mains(self) -> dict[str, Package]:
        found: dict[str, Package] = {}
        own = sorted(self.model.publishable, key=lambda one: (one not in self.moving, len(one.name), one.name))
        for package in own:
            found.setdefault(package.ecosystem, package)
        return found

    def channels(self) -> None:
        """One channel an ecosystem, and GitHub releases."""
        for word, package in self._mains().items():
            owes = package.license_files or (() if self._only_declares(package) else self.model.license_files)
            self.draft.say(f"channels.{word}", "package", package.name, package.origin)
            if package.folder != ".":
                self.draft.say(f"channels.{word}", "source", package.folder)
            if package.rewritten:
                self.draft.say(f"channels.{word}", "generated", list(package.rewritten), package.origin)
            if owes and owes != ("LICENSE",):
                self.draft.say(f"channels.{word}", "licenses", list(owes))
        found = _GITHUB.match(self.model.remote)
        deed = next((one for one in self.model.publications if one.place == "a GitHub release"), None)
        if found and deed:
            self.draft.say("channels.github", "package", found[2], deed.origin)


def _resolves(lock: Lock, package: Package) -> bool:
    """Whether a lock is of a package's kind and stands in its folder or above: a workspace has one for all."""
    home = folder_of(lock.path)
    below = home == "." or package.folder == home or package.folder.startswith(f"{home}/")
    return lock.kind == _LOCK_KINDS[package.ecosystem] and below


def _name(path: str) -> str:
    return re.sub(r"[^a-z0-9_. -]", "-", path.lower().lstrip("@./_-"))


def _top(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[0]
