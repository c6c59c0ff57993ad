"""A file whose name begins with a dot is in no artifact unless that is asked for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import on_the_way
from facts.runs.steps import ran
from gates.tooling.checkout_paths import below
from gates.tooling.committed_tree import committed
from gates.tooling.named_programs import program_texts
from gates.tooling.rule_context import Context

_DECIDES = frozenset({".npmignore", ".npmrc", ".nojekyll", ".htaccess", ".well-known", ".env"})
_KEEPS_FOLDERS = frozenset({".gitkeep", ".keep", ".gitignore", ".git", ".DS_Store", ".cache"})
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: out, path: {0}}}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/download-artifact@v4, with: {{name: out}}}}
      - run: gh release create v1 --notes-file notes.md
"""

_COPIES = re.compile(
    r"\b(?:cp|cpSync|copy|copySync|copytree|copy_tree|cpy)\s*\(\s*['\"]([\w./-]+)['\"]\s*,\s*['\"]([\w./-]+)['\"]"
    r"|\b(?:cp\s+-(?:[a-zA-Z]*[rRa][a-zA-Z]*)|rsync\s+-[a-zA-Z]*a[a-zA-Z]*)\s+([\w./-]+)\s+([\w./-]+)"
)
_OF_DEVELOPERS = frozenset({".gitkeep", ".DS_Store", ".keep", ".gitattributes"})

_TEMPLATE = re.compile(r"(?<!\$)\{\{(?:(?!\{\{).)*?\}\}")
# A program that writes a file below a folder, where the file or a folder above it is hidden.
_WRITES = re.compile(
    r"(?:write\w*|open|outputFile\w*|save|dump)\s*\(\s*[\"'`]([\w./-]+?)/(\.[\w-]+(?:/[\w.-]+)*)[\"'`]", re.IGNORECASE
)
_SOURCES = frozenset({"go", "rs", "py", "js", "mjs", "cjs", "ts", "mts", "tsx", "rb", "java", "kt", "php", "cs"})

RULE = Rule(
    id="hidden-files-are-uploaded",
    title="No file that a later job needs is left out of an artifact because its name begins with a dot.",
    why=("upload-artifact skips hidden files, and `if-no-files-found` does not report it as long as any other file is uploaded."),
    fix="rename the file, or set `include-hidden-files: true`",
    reference="actions/upload-artifact v4.4: `include-hidden-files`",
    bad={".github/workflows/release.yml": _JOBS.format(".notes.md")},
    good={".github/workflows/release.yml": _JOBS.format("notes.md")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload that leaves out a hidden file which it names, which was put below its folder, or which is read later."""
    for run, job in on_the_way(context.graph):
        for effect in job.effects:
            if effect.kind == "upload" and effect.step.input("include-hidden-files") != "true":
                for what in _left_out(context, run, job, effect):
                    got = f"job {job.id} uploads {what}, which is hidden and therefore skipped"
                    fix = "rename it, or set include-hidden-files"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a name that does not begin with a dot", fix)


def _left_out(context: Context, run: Run, job: JobRun, effect: Effect) -> Iterator[str]:
    named = [path for path in effect.paths if not path.startswith("!")]
    yield from dict.fromkeys(path for path in named if _is_hidden(path))
    folders = [folder for path in named if (folder := _folder(path)) and not _is_hidden(path)]
    for folder in folders:
        taken = [path for path in named if _folder(path) == folder]
        yield from dict.fromkeys(each for each in _put_there(context, job, folder) if _is_taken(each, taken))
        yield from (each for each in _tracked(context.graph.root, folder) if _is_taken(each, taken))
    for feed in feeds(run):
        if feed.upload is not None and feed.download is not None and feed.upload.at == effect.at and folders:
            yield from (each for folder in folders for each in _copied_there(context, job, folder))
            yield from (each for folder in folders for each in _made_and_read(context, job, folder))
            where = (feed.download.paths or ("",))[0]
            yield from dict.fromkeys(_read_below(context, feed.taker, _folder(where)))


def _is_taken(file: str, paths: list[str]) -> bool:
    """Whether one of the uploaded paths would take the file, if it were not hidden."""
    for path in paths:
        pattern = posixpath.normpath(path.removeprefix("./"))
        if (
            not re.search(r"[*?\[]", pattern)
            or pattern.endswith("**")
            or fnmatchcase(file, pattern)
            or fnmatchcase(file, f"{pattern}/*")
        ):
            return True
    return False


def _folder(path: str) -> str:
    """Return the folder that a path means before its first pattern; nothing for the checkout itself."""
    start = re.split(r"[*?\[]", path.removeprefix("./"), maxsplit=1)[0]
    folder = start if start == path.removeprefix("./") else start.rpartition("/")[0]
    plain = posixpath.normpath(folder).strip("/") if folder else ""
    return "" if "$" in plain or plain == "." else plain


def _put_there(context: Context, job: JobRun, folder: str) -> Iterator[str]:
    """Yield the hidden files below a folder that the job writes itself."""
    for step in job.steps:
        for each in ran(context.graph, job.workflow, job.job, step):
            words = [word.text for word in each.command.words]
            made = words[-1:] if each.command.tool in ("cp", "mv", "install", "ln", "tee") else []
            made = words if each.command.tool in ("touch", "mkdir") else made
            for target in (*each.writes, *made):
                path = posixpath.normpath(posixpath.join(each.folder, target.strip("\"'")))
                if path.startswith(f"{folder}/") and _hides(path[len(folder) :]):
                    yield path


def _read_below(context: Context, job: JobRun, folder: str) -> Iterator[str]:
    """Yield the hidden files below the folder of a download that the job reads and does not write itself."""
    written: set[str] = set()
    for step in job.steps if folder else ():
        for each in ran(context.graph, job.workflow, job.job, step):
            written |= {posixpath.normpath(target) for target in each.writes}
            said = each.text if each.command.tool not in ("jq", "yq", "awk", "sed") else " ".join(each.command.arguments[1:])
            said = _TEMPLATE.sub(" ", said)  # `{{ .Manifest.Digest }}` is a question to a program, not a file
            for found in re.findall(r"[^\s\"'=<>|;,()]+", said):
                path = posixpath.normpath(posixpath.join(each.folder, found))
                if path.startswith(f"{folder}/") and _hides(path[len(folder) :]) and path not in written:
                    yield path[len(folder) + 1 :]


def _made_and_read(context: Context, job: JobRun, folder: str) -> Iterator[str]:
    """Yield the hidden files that a program of the project writes there, and that another file of the project reads by name."""
    tree = committed(context.graph)
    for text in dict.fromkeys(text for step in job.steps for text in program_texts(job, step)):
        for place, hidden in _WRITES.findall(text):
            last = posixpath.normpath(place)
            made = f"{folder}/{hidden}"
            if not f"/{folder}".endswith(f"/{last}") or not _hides(f"/{hidden}"):
                continue
            readers = (tree.text(path) for path in sorted(tree.files) if path.rpartition(".")[2] in _SOURCES)
            if any(re.search(rf"[\"'`/]{re.escape(hidden)}[\"'`]", other) for other in readers if other != text):
                yield made


def _copied_there(context: Context, job: JobRun, folder: str) -> Iterator[str]:
    """Yield the hidden files that the job copies there with a whole folder of the checkout, by a command or a program."""
    root = context.graph.root
    for step in job.steps:
        texts = list(program_texts(job, step))
        for first, second, third, fourth in (found for text in texts for found in _COPIES.findall(text)):
            source, target = first or third, second or fourth
            place, given = posixpath.normpath(target), posixpath.normpath(source)
            if (
                f"{place}/".startswith(f"{folder}/")
                and given != "."
                and not given.startswith(("..", "/"))
                and (root / given).is_dir()
            ):
                for path in sorted((root / given).rglob("*")):
                    inner = path.relative_to(root / given).as_posix()
                    if path.is_file() and _hides(f"/{inner}") and path.name not in _OF_DEVELOPERS:
                        yield f"{place}/{inner}"


def _tracked(root: Path, folder: str) -> Iterator[str]:
    """Yield the hidden files of the checkout below a folder that decide what users get."""
    for path in sorted(below(root, folder).rglob(".*")) if folder and below(root, folder).is_dir() else ():
        if path.name in _DECIDES and "node_modules" not in path.parts:
            yield path.relative_to(root).as_posix()


def _hides(path: str) -> bool:
    return any(part.startswith(".") and part.strip(".") and part not in _KEEPS_FOLDERS for part in path.split("/"))


def _is_hidden(path: str) -> bool:
    # The search begins at what is written out before the first pattern; the folders above that place do not count.
    parts = path.rstrip("/").split("/")
    start = next((at for at, part in enumerate(parts) if any(sign in part for sign in "*?[")), len(parts))
    return any(part.startswith(".") and bool(part.strip(".")) for part in parts[max(start - 1, 0) :])
