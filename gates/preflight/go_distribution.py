"""Whether users get a Go module by its path: a program that is only released as files may be called as it likes."""

import posixpath
import re

from facts.manifests import go_mod
from facts.vcs.git import Checkout
from profiles.release import Release, Tag
from profiles.schema.preflight import VersionFile

_PAGES = (".md", ".rst", ".adoc", ".txt")


def is_promised(release: Release) -> bool:
    """Whether somebody wrote into the profile that users get the project as a Go module."""
    written = (release.spoken or release.profile).at("channels") or {}
    return release.is_written("channels") and any((channel.transport or word) == "golang" for word, channel in written.items())


def never_fetched(checkout: Checkout, row: VersionFile, base: Tag, base_tag: str) -> bool:
    """Whether the base could not be fetched by this path either, and no page of the project tells users to.

    Then nobody has anything that the release could take away. A module that had its first versions before the suffix
    was needed, or whose pages name it, is held to the rule.
    """
    then = None if base.is_none else checkout.show(base_tag, row.path)
    if then is None:
        return False
    module = go_mod.Manifest(row.path, checkout.text(row.path)).module
    if go_mod.Manifest(row.path, then.decode("utf-8", "replace")).module != module or _could_be_fetched(
        checkout, row, base, base_tag, module
    ):
        return False
    path = re.escape(module)
    named = re.compile(rf"\bgo\s+(?:install|get)\b[^\n]*{path}|[\"`]{path}[\"/`]|pkg\.go\.dev/(?:badge/)?{path}", re.IGNORECASE)
    return not any(named.search(checkout.text(path)) for path in checkout.tracked if path.lower().endswith(_PAGES))


def _could_be_fetched(checkout: Checkout, row: VersionFile, base: Tag, base_tag: str, module: str) -> bool:
    folder, major = posixpath.dirname(row.path), int(base.version.split(".")[0])
    suffixed = re.search(r"/v(\d+)$", module)
    by_path = major < 2 if suffixed is None else int(suffixed[1]) == major
    tag = f"{folder.removesuffix(f'/v{major}')}/{base_tag}" if folder else base_tag
    return by_path and bool(checkout.git("tag", "--list", tag).text.strip())
