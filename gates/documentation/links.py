"""Links that stay inside the repository, and whether they lead anywhere."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from core.findings import Finding
from gates.documentation.markdown_pages import MarkdownPage, Spot

_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.I)
# How a page of a site is called: without its ending, and a folder for its first page.
_PAGE = re.compile(r"(?:(?:^|/)_?(?:index|readme))?\.(?:md|mdx|markdown|rst|html|vue)$", re.IGNORECASE)
_ROOTS = frozenset({"public", "static", "content", "contents", "src", "source", "docs", "pages", "assets", "www", "en"})
_SERVED = re.compile(r"(?:/?(?:index|readme))?(?:\.html|\.md)?/?$", re.IGNORECASE)
_ORDER = re.compile(r"^\d+[._-](?=[^\d\W])")
# The address of a file as a forge serves it, from the root of the forge: `/owner/name/blob/main/FILE`.
_ON_FORGE = re.compile(r"/[\w.-]+/[\w.-]+/(?:blob|tree|raw|blame)/[^/]+/(.+)")
_CONTRIBUTORS = re.compile(r"(?:^|/)(?:CONTRIBUTING|DEVELOP|HACKING)[^/]*$", re.IGNORECASE)
_OF_A_BRANCH = re.compile(r"\.\./([^/.][^/]*)/(.+)")
_MOST_PLACES = 3
_LINES = re.compile(r"L\d+(-L\d+)?")
_TO_COME = re.compile(r"(?:unreleased|upcoming|next|head|main|master|dev)(?:-\w+)*")
_CHANGELOG = re.compile(r"(?:^|/)(?:change|history|news|releases?\b|release[-_]notes)", re.IGNORECASE)
# What a forge answers itself below a repository: `../../issues`, `../../releases`.
_FORGE = re.compile(
    r"^(\.\./)+(issues|pull|pulls|releases|actions|wiki|discussions|security|tree|blob|commit|compare|tags|labels)\b"
)


def inside(pages: Collection[MarkdownPage]) -> list[tuple[MarkdownPage, Spot]]:
    """Return every link that names something in the repository."""
    return [(page, link) for page in pages for link in page.links if not _OUTSIDE.match(link.text) and not _is_forge(link.text)]


def broken(
    pages: Collection[MarkdownPage],
    tracked: Collection[str],
    every: Collection[MarkdownPage],
    ignored: Callable[[Collection[str]], Collection[str]] = lambda _: (),
    on_branch: Callable[[str, str], bool] = lambda _, __: False,
) -> list[Finding]:
    """Complain about links to files and headings that are not there; `every` is where headings are looked for.

    A page for contributors may lead to what they build: files that git ignores, which `ignored` tells of paths. So may a
    page of a site, whose other pages its build may write.
    One that leaves the tree by one folder leads to another branch: forges show files below its name.
    """
    known = {page.path: page for page in (*every, *pages)}
    files = set(tracked)
    places = files | {parent.as_posix() for path in files for parent in PurePosixPath(path).parents}
    sites = {_top(page.path) for page in known.values() if page.is_of_a_site} - {""}
    addresses = {site: _addresses(site, files) for site in sites}
    made = {page.path for page in pages if _CONTRIBUTORS.search(page.path) or _top(page.path) in sites}
    own = [(page, link) for page, link in inside(pages) if page.path in made]
    absent = {name for page, link in own for name in _made_names(page, link, places)}
    built = set(ignored(sorted(absent))) if absent else set()
    return _each_once(
        wrong
        for page, link in inside(pages)
        if not (page.path in made and built & set(_made_names(page, link, places)))
        if not ((found := _OF_A_BRANCH.fullmatch(_target(page, link))) and on_branch(found[1], found[2]))
        for wrong in _wrong(page, link, places, known, addresses.get(_top(page.path), set()))
    )


def _each_once(found: Iterable[Finding]) -> list[Finding]:
    """Return one finding for a link that several pages repeat, at the first of them."""
    by_text: dict[str, list[Finding]] = {}
    for each in found:
        by_text.setdefault(each.got, []).append(each)
    return [
        listed[0] if len(listed) == 1 else replace(listed[0], got=f"{listed[0].got}; also {_places(listed[1:])}")
        for listed in by_text.values()
    ]


def _places(found: list[Finding]) -> str:
    named = ", ".join(dict.fromkeys(f"{each.path}:{each.line}" for each in found[:_MOST_PLACES]))
    return named if len(found) <= _MOST_PLACES else f"{named} and in {len(found) - _MOST_PLACES} more places"


def _made_names(page: MarkdownPage, link: Spot, places: set[str]) -> tuple[str, ...]:
    """Return the files that a link to what is not there may mean: its target, and the source of that page of the site."""
    target = _target(page, link)
    if target in places or not link.text.partition("#")[0]:
        return ()
    top = _top(page.path)
    inside_site = link.text.startswith("/") and top and not target.startswith(f"{top}/")
    return (f"{top}/{target}", f"{top}/{target}.md") if inside_site else (target,)


def _top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _addresses(site: str, files: Collection[str]) -> set[str]:
    """Return what the pages and files of a site are called there: without their ending, from the folder that is its root."""
    own = {path for path in files if path.startswith(f"{site}/")}
    named = {name for path in own for name in (path, _PAGE.sub("", path), _sorted_page(path))}
    return (
        {f"/{end}".lower() for name in named for end in _below_roots(name.split("/"))} | {name.lower() for name in named} | {"/"}
    )


def _sorted_page(path: str) -> str:
    """Return what a page is called whose name begins with a number: `1.guide/0.index.md` is `guide`."""
    plain = _PAGE.sub("", path)
    return plain if plain == path else _PAGE.sub("", f"{_without_order(plain)}.md")


def _without_order(path: str) -> str:
    """Return a path without the numbers that only sort its folders and pages: `1.guide/02-start.md` is called `guide/start`."""
    return "/".join(_ORDER.sub("", part) for part in path.split("/"))


def _below_roots(parts: list[str]) -> Iterator[str]:
    for start in range(1, len(parts)):
        yield "/".join(parts[start:])
        # A hidden folder holds the program that makes the site, and what it serves as it is: `docs/.vitepress/public`.
        if parts[start] not in _ROOTS and not parts[start].startswith("."):
            return


def _wrong(page: MarkdownPage, link: Spot, places: set[str], known: dict[str, MarkdownPage], site: set[str]) -> Iterator[Finding]:
    path, _, anchor = link.text.partition("#")
    target = _target(page, link)
    served = _SERVED.sub("", f"/{target}" if path.startswith("/") else target).lower() or "/"
    if target not in places and {served, _without_order(served)} & site:
        return
    served_by_forge = _ON_FORGE.fullmatch(unquote(path))
    if served_by_forge and served_by_forge[1].rstrip("/") in places:
        return
    if target not in places:
        got = f"the link {link.text} is broken: no tracked {target}"
        yield Finding("", page.path, link.line, got, "a file of the repository", "correct or remove it")
    elif anchor and target in known and not _LINES.fullmatch(anchor) and not _has(known[target], page, unquote(anchor).lower()):
        got = f"the link {link.text} is broken: no heading #{anchor} in {target}"
        yield Finding("", page.path, link.line, got, "one of its headings", "correct it")


def _target(page: MarkdownPage, link: Spot) -> str:
    return _resolved(page.path, unquote(link.text.partition("#")[0].partition("?")[0]))


def _resolved(page: str, path: str) -> str:
    if not path:
        return page
    start = "" if path.startswith("/") else PurePosixPath(page).parent.as_posix()
    return normpath(f"{start}/{path}".lstrip("/"))


def _anchors(page: MarkdownPage) -> set[str]:
    return {anchor.lower() for anchor in page.anchors} | {"top"}


def _has(target: MarkdownPage, page: MarkdownPage, anchor: str) -> bool:
    known = _anchors(target)
    if anchor in known or (_TO_COME.fullmatch(anchor) and _CHANGELOG.search(target.path)):
        return True  # the heading of what is not released yet is another one in every release
    # A site that is made of docs/ spells anchors in its own way: only their letters are everybody's.
    return target.path.startswith("docs/") and page.path.startswith("docs/") and _letters(anchor) in set(map(_letters, known))


def _letters(anchor: str) -> str:
    return re.sub(r"[\W_]", "", anchor)


def _is_forge(target: str) -> bool:
    return bool(_FORGE.match(target)) or target.startswith("<") or "{" in target or "://" in target
