"""Names and sizes of the house: one word a gate, one project's name in its own places, no address, no machine's path."""

import re
import subprocess
from pathlib import Path

from plugins.plan.expansion import expand
from plugins.plan.plan import Book, read
from plugins.plan.selection import Selection
from plugins.plan.source_reader import lines
from plugins.plan.update_plan import renewed, text
from profiles.schema import profile_page
from profiles.schema.profile import load

ROOT = Path(__file__).resolve().parents[2]
BOOK: Book = read(ROOT)
REGISTRIES = re.compile(
    r"https?://[\w.-]*(?:py"
    r"pi\.org|pythonhosted\.org|npm"
    r"js\.org|npm"
    r"js\.com|crates\.io|proxy\.go"
    r"lang|sum\.go"
    r"lang)",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.-])/(?:work|farm|root)/\w")
KNOWS = ("profiles/", "tests/", "docs/")


def tracked() -> list[str]:
    """Return every text file of the repository."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def matching(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    """Return `file:line` of every line that matches."""
    return [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate((ROOT / name).read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_plan_is_what_the_sources_say() -> None:
    """plan.toml is exactly what the command writes from the sources."""
    assert text(renewed(ROOT)) == (ROOT / "plugins" / "plan.toml").read_text("utf-8")


def test_every_word_selects_its_own_checks() -> None:
    """-k with a gate's or channel's word selects exactly the checks of that gate or channel."""
    for profile in (ROOT / "profiles" / "plasmite.toml", ROOT / "sample" / "files" / "common" / "release-profile.toml"):
        if not profile.exists():
            continue
        plan = expand(BOOK, load(profile))
        for word in BOOK.words:
            own = {check.id for check in plan.checks if word in (check.line.gate, check.line.channel)}
            assert {check.id for check in Selection("", word, ()).of_plan(plan)} == own, word


def test_every_requirement_is_one_sentence() -> None:
    """A check's docstring is one sentence of at most 200 characters."""
    requirements = {line.test: line.requirement for line in lines(ROOT)}
    assert [test for test, said in requirements.items() if len(said) > 200 or ". " in said] == []


def test_only_its_own_places_know_the_first_user() -> None:
    """Nothing but profiles, tests and docs knows the first user's name."""
    names = [name for name in tracked() if not name.startswith(KNOWS) and name not in ("README.md", "CHANGELOG.md")]
    assert matching(re.compile("plasmite", re.IGNORECASE), names) == []


def test_no_registry_address_stands_here() -> None:
    """No address of a public package registry is in the repository."""
    assert matching(REGISTRIES, tracked()) == []


def test_no_machine_path_stands_here() -> None:
    """No path of one machine is in the repository."""
    assert matching(MACHINE, tracked()) == []


def test_the_profile_page_is_what_the_structs_say() -> None:
    """docs/profile.md is exactly what the command writes from the structs."""
    assert profile_page.text(ROOT) == (ROOT / profile_page.FILE).read_text("utf-8")
