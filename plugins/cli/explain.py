"""`--list` and `--explain=RULE`: what the suite checks, and what one check or rule is about; neither runs anything."""

from argparse import Namespace
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from core.errors import Refused
from core.terminal import say
from plugins.plan.check_catalog import Catalog, CatalogEntry
from plugins.plan.plan import Check, Plan
from plugins.plan.selection import Selection


def show(options: Namespace, root: Path, here: Path) -> int:
    """Print the list, or one entry; return 0."""
    catalog = Catalog.of(root)
    if options.explain:
        say("\n\n".join("\n".join(_entry(entry)) for entry in _named(catalog, options.explain)))
    else:
        say("\n".join(_list(catalog, _selected(catalog, options, root, here))))
    return 0


def _selected(catalog: Catalog, options: Namespace, root: Path, here: Path) -> set[tuple[str, str]] | None:
    """Return stage and path of what -m, -k and paths select; None where nothing of the kind was typed."""
    if not (options.markexpr or options.keyword or options.file_or_dir):
        return None
    checks = tuple(
        Check(line.test, line.test, stage, line, "official", None) for line in catalog.book.lines for stage in line.stages
    )
    selection = Selection.of(options.markexpr, options.keyword, options.file_or_dir, root, here)
    return {(check.stage, check.line.rule) for check in selection.of_plan(Plan(catalog.book, checks))}


def _list(catalog: Catalog, selected: set[tuple[str, str]] | None) -> Iterator[str]:
    count = 0
    for stage, title, entries in catalog.sections():
        shown = [entry for entry in entries if selected is None or (stage, entry.id) in selected]
        if shown:
            count += len(shown)
            yield f"{stage}: {title}{_word(shown[0].path)}"
            yield from (f"  {entry.id}: {entry.what}" for entry in shown)
            yield ""
    yield f"checks and rules: {count}; pytest --explain=ID explains one"


def _word(path: str) -> str:
    """Return how -k selects what stands below a gate's heading."""
    room, _, rest = path.partition("/")
    return f" (-k {rest.partition('/')[0]})" if room == "gates" else ""


def _named(catalog: Catalog, name: str) -> list[CatalogEntry]:
    if found := catalog.named(name):
        return found
    known = [name for entry in catalog.entries for name in (entry.id, *(one.id for one in entry.findings))]
    close = get_close_matches(name, dict.fromkeys(known), 3, 0.5)
    raise Refused(
        got=f"--explain={name}",
        expected="the id of a rule or check",
        advice=f"did you mean {', '.join(close)}" if close else "pytest --list prints them all",
    )


def _entry(entry: CatalogEntry) -> Iterator[str]:
    """Yield what, why, fix, reference, examples and what waives it; what is not written down is left out."""
    rule = entry.rule
    yield f"{entry.id}"
    yield f"  what: {entry.what}"
    named = {
        "why": entry.why,
        "fix": entry.fix,
        "findings": "; ".join(f"{one.id} ({one.text})" for one in entry.findings),
        "reference": rule.reference if rule else "",
        "stage": ", ".join(entry.stages),
        "part of": entry.subject,
        "runs for": f"each entry of {entry.rows} in the profile" if entry.rows else "",
        "only with": f"{', '.join(entry.configured)} in the profile" if entry.configured else "",
        "needs": ", ".join(entry.needs),
        "waived by": entry.waived_by.replace("`", ""),
        "source": entry.path,
    }
    yield from (f"  {name}: {text}" for name, text in named.items() if text)
    for name, files in (("bad", rule.bad), ("good", rule.good)) if rule else ():
        for path, text in files.items():
            yield f"  {name} example, {path}:"
            yield from (f"      {line}" for line in text.rstrip("\n").splitlines())
