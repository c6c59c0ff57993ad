"""Which third-party components ship, and whether the notices name each."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.findings import Finding
from facts.licenses.notices import Notices
from facts.manifests import cargo_toml
from facts.vcs.git import Checkout
from gates.licensing import vendored as vendored_folders

_LICENSE = ("license", "licence", "copying", "unlicense")


@dataclass(frozen=True)
class Component:
    """One component that other people wrote, and the file that shows that we ship it."""

    name: str
    origin: str  # a folder ends with a slash
    line: int = 0


def is_license_file(path: str) -> bool:
    """Whether a file's name says that it is a license: LICENSE, LICENSE.md, LICENSE-MIT, COPYING."""
    return re.split(r"[.-]", PurePosixPath(path).name.lower())[0] in _LICENSE


def vendored(checkout: Checkout, roots: Collection[str]) -> tuple[Component, ...]:
    """Every folder under the vendored roots that brings a license file of its own, and what should have brought one."""
    tops = [root.rstrip("/") for root in roots]
    licenses = [path for path in checkout.tracked if is_license_file(path) and path.startswith(tuple(f"{top}/" for top in tops))]
    folders = {PurePosixPath(path).parent for path in licenses}
    # A root with a license holds components, unless it is the only one itself.
    named = [folder for folder in folders if str(folder) not in tops or len(folders) == 1]
    bare = [Component(*unit) for top in tops for unit in vendored_folders.bare(checkout.tracked, top, licenses)]
    return (*(Component(folder.name, f"{folder}/") for folder in sorted(named)), *bare)


def linked_directly(path: str, text: str) -> tuple[Component, ...]:
    """Every crate that a manifest links by itself, less optional ones, macros and those of one platform only."""
    manifest = cargo_toml.Manifest.parse(path, text)
    return tuple(
        Component(each.name, path, each.line)
        for each in manifest.dependencies
        if not (each.optional or each.platform or each.is_local or _runs_in_the_compiler(each.name))
    )


def unnamed(notices: Notices, components: Collection[Component]) -> list[Finding]:
    """Complain about every component that the notices do not name."""
    return [
        Finding(
            "",
            each.origin,
            each.line,
            f"{each.name} ships and is not in {notices.path}",
            "its name and license text",
            "add it to the notices",
        )
        for each in components
        if not notices.names(each.name.partition(" ")[0])
    ]


def _runs_in_the_compiler(name: str) -> bool:
    # A procedural macro runs while compiling and is not linked; manifests do not mark it, names do by custom.
    return name.replace("_", "-").endswith(("-derive", "-macro", "-macros", "-codegen"))
