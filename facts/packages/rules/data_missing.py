"""Data files that the code opens next to itself and the wheel does not hold."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import modules_of
from facts.packages.python_paths import Paths
from facts.packages.rules.tag_module_missing import placed
from facts.packages.subject import Subject

RULE = Rule(
    id="data-missing",
    title="A wheel contains every data file that its code opens relative to itself.",
    why=(
        "Files other than .py are left out unless the build is configured to include them: the import works, but "
        "the first use fails."
    ),
    fix="add the file to the package data",
    bad={"demo/__init__.py": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n"},
    good={
        "demo/__init__.py": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n",
        "demo/words.txt": "",
    },
    given={"kind": "wheel"},
)
_READS = re.compile(
    r"__file__|files\(|get_data|read_text|read_binary|open_text|open_binary|resource_|resources\.path|PackageLoader"
)
_ASIDE = re.compile(r"(^|/)(tests?|testing|testdata|fixtures|docs?|examples?)/")
_PAPERS = re.compile(r"(^|/)(readme|changelog|license|todo|notes)\.\w+$", re.IGNORECASE)
_WRITES = re.compile(
    r"\.open\(\s*['\"][wax]|write_text|write_bytes|mkdir|makedirs|,\s*(?:mode\s*=\s*)?['\"][wax][bt]?\+?['\"]\s*[,)]|\.exists\(|isfile|is_file|isdir|is_dir|FileNotFoundError|OSError|IOError"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Find paths made of __file__, importlib.resources or pkgutil with literal names of files."""
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    for module in modules.judged:
        if not _READS.search(module.text) or module.tree is None:
            continue
        # A module that writes may make the file itself; what the tag has in that place is no such file.
        made = bool(_WRITES.search(module.text))
        for path in Paths(module).opened:
            there = subject.has(path) or subject.has_folder(path)
            if _is_file(path) and not there and (_in_tag(subject, path) if made else _by_tag(subject, path)):
                yield subject.finding(
                    RULE.id, f"{module.path} opens {path}, which is not in the package", "the file in the package", RULE.fix
                )
            elif _is_folder(path) and not there and _is_data_of_the_tag(subject, path):
                got = f"{module.path} reads the directory {path}, none of which is in the package"
                yield subject.finding(RULE.id, got, "the directory's files in the package", RULE.fix)


def _is_file(path: str) -> bool:
    return (
        bool(re.fullmatch(r"[\w./-]+\.\w{1,8}", path))
        and not path.startswith("..")
        and not path.endswith((".py", ".so", ".pyd"))
        and not _ASIDE.search(path)
        and not _PAPERS.search(path)
    )


def _by_tag(subject: Subject, path: str) -> bool:
    """Where the tag is known, the file must be in it: what is made at run time is no data of the package."""
    return subject.tree is None or any(one == path or one.endswith(f"/{path}") for one in subject.tree)


def _in_tag(subject: Subject, path: str) -> bool:
    """Whether the one folder of the tag that holds the package has the file."""
    return path in placed(subject)


def _is_folder(path: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+(/[\w-]+)+", path)) and not _ASIDE.search(f"{path}/")


def _is_data_of_the_tag(subject: Subject, path: str) -> bool:
    """Whether the tag has files in a folder of a package, none of them a module or what something else is compiled from."""
    inside = [one for one in placed(subject) if one.startswith(f"{path}/")]
    return bool(inside) and not any(one.endswith((".py", ".pyx", ".c", ".rs", ".ts", ".po", ".in")) for one in inside)
