"""Words that stand where a real value belongs, in files that reach users as they are."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from core.findings import Finding
from gates.preflight.working_tree import TreeFile

# Files that package managers read: a placeholder in one is a broken install, not an example.
_SHIPPED = re.compile(
    r"(?:^|/)(?:Cargo\.toml|pyproject\.toml|setup\.(?:py|cfg)|package\.json|go\.mod|CITATION\.cff|PKGBUILD|\.SRCINFO|snapcraft\.ya?ml"
    r"|LICEN[CS]E(?:\.(?:md|txt))?|[^/]+\.(?:nuspec|gemspec|podspec)|(?:Formula|Casks|homebrew|scoop|bucket|winget)/.+\.(?:rb|json|ya?ml))$"
)
_PLACEHOLDER = re.compile(
    r"\b(?:YOUR|MY)_[A-Z][A-Z0-9_]*\b|\b(?:YOUR|MY)-[A-Z][A-Z-]+\b|\bREPLACE[_-]?(?:ME|THIS|WITH)\w*|\bCHANGE[_-]?ME\b|\bFILL[_-]?ME(?:_IN)?\b"
    r"|\bPLACEHOLDER(?:_[A-Z0-9]+)*\b|\bINSERT_[A-Z_]+\b|\bTO_?BE_?(?:FILLED|REPLACED|DONE)\b|<(?:your|owner|user|org)[-_ ]?[a-z]*>"
    r"|(?<=[=:] [\"'])(?:TODO|TBD|FIXME)\b|\b(?:OWNER|USER|USERNAME|ORG)/(?:REPO|REPOSITORY|PROJECT|NAME)\b"
    r"|\b(?:your|my)[-_](?:org|user|username|name|repo|project|github)\b|\[year\] \[fullname\]|(?<![0-9a-f])0{64}(?![0-9a-f])"
)
_FORMULA = re.compile(r"^class \w+ < Formula\b", re.MULTILINE)
_FILLS_IN = re.compile(r"\.(?:sh|bash|py|js|mjs|ts|rb|ya?ml|toml|go|rs)$|(?:^|/)(?:Justfile|justfile|Makefile|Rakefile)$")


def unfilled(files: Collection[TreeFile]) -> list[Finding]:
    """Complain about placeholders in shipped files, unless something in the tree replaces that very word."""
    found = [
        (file, number, spot)
        for file in files
        if _is_shipped(file)
        for number, line in enumerate(file.text.splitlines(), 1)
        for spot in _PLACEHOLDER.findall(line)[:1]
    ]
    return [
        Finding("", file.path, number, f"the placeholder {spot}", "the real value", "fill it in")
        for file, number, spot in found
        if not (_is_element(spot, file) or _is_filled_in(spot, file, files))
    ]


def _is_element(word: str, file: TreeFile) -> bool:
    """Whether it opens an element of markup, which the file closes again: `<owners>NAMES</owners>`."""
    return word.startswith("<") and f"</{word[1:]}" in file.text


def _is_shipped(file: TreeFile) -> bool:
    if _SHIPPED.search(file.path):
        return True
    return PurePosixPath(file.path).suffix == ".rb" and _FORMULA.search(file.text) is not None


def _is_filled_in(word: str, file: TreeFile, files: Collection[TreeFile]) -> bool:
    return any(
        word in other.text for other in files if other is not file and _FILLS_IN.search(other.path) and not _is_shipped(other)
    )
