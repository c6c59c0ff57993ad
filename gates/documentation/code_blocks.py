"""Every block of code is run, or listed with the reason why not; where a profile lists none, what can run by itself is run."""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from core.errors import Undecided
from core.findings import Finding
from gates.documentation.command_lines import is_shell
from gates.documentation.markdown_pages import Block, MarkdownPage
from profiles.schema.documentation import Runnable

_CODE = ("python", "py", "js", "javascript", "ts", "typescript", "go", "rust", "ruby", "c")


def code(pages: Collection[MarkdownPage]) -> list[Block]:
    """Return every block that readers may run: a shell's or a programming language's."""
    return [block for page in pages for block in page.blocks if block.language in _CODE or is_shell(block)]


def unsettled(blocks: Collection[Block], runnable: Collection[Runnable], shown: Mapping[str, str]) -> list[Finding]:
    """Complain about blocks that are in neither list, and once about what names no block.

    Entries of one reason stand for each other: pages of another age have other headings. A profile that lists no block
    leaves the others to `standalone_blocks`, which runs what runs by itself and counts the rest.
    """
    run = {found.label for row in runnable if (found := _found(blocks, row))}
    open_ones = [each for each in blocks if shown and each.label not in run and not _matches(each, shown)]
    return [
        *(
            Finding(
                "",
                each.at.path,
                each.at.line,
                f"the block {each.label} is neither run nor listed",
                "an entry under runnable, or under not_run with a reason",
                "add it to the profile",
            )
            for each in open_ones
        ),
        *_left_behind(blocks, runnable, shown),
    ]


def _left_behind(blocks: Collection[Block], runnable: Collection[Runnable], shown: Mapping[str, str]) -> list[Finding]:
    used = {reason for glob, reason in shown.items() if any(_matches(each, [glob]) for each in blocks)}
    idle = [labels(row)[0] for row in runnable if not _found(blocks, row)]
    idle += [glob for glob, reason in shown.items() if reason not in used]
    if not idle:
        return []
    got = f"the profile lists blocks that no page has: {', '.join(idle)}"
    return [Finding("", got=got, expected="blocks of the pages", fix="correct the entries, or remove them")]


def block(pages: Collection[MarkdownPage], row: Runnable) -> Block:
    """Return the block that a row names: today's, or the one that was it in an older tree."""
    found = _found([block for page in pages for block in page.blocks], row)
    if found is None:
        raise Undecided(
            got=f"no block {labels(row)[0]}",
            expected="the block in the profile",
            advice="correct page, heading or number",
        )
    return found


def _found(blocks: Collection[Block], row: Runnable) -> Block | None:
    by_label = {block.label: block for block in blocks}
    return next((by_label[label] for label in labels(row) if label in by_label), None)


def labels(row: Runnable) -> tuple[str, ...]:
    """Return where a row looks for its block, today's place first."""
    return (f"{row.page}#{row.heading}/{row.number}", *row.old_locations)


def _matches(block: Block, globs: Collection[str]) -> bool:
    return any(fnmatchcase(block.label, glob) for glob in globs)
