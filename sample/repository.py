"""Writing the sample: a checkout, a bare remote beside it, both put in place at once."""

import shutil
import tempfile
from pathlib import Path

from sample import stream
from sample.defects import named
from sample.former import is_former, is_intact, mark
from sample.sample_errors import SampleError
from sample.sample_git import git
from sample.sample_releases import AUTHOR
from sample.written_tree import WrittenTree

_SETTINGS = {
    "core.autocrlf": "false",
    "commit.gpgSign": "false",
    "tag.gpgSign": "false",
    "user.name": AUTHOR.split(" <")[0],
    "user.email": AUTHOR.split("<")[1].rstrip(">"),
}


def write(directory: str | Path, defect: str | None = None) -> Path:
    """Write the sample at a directory and its remote at the same path with `.git`; returns the directory."""
    target = Path(directory).absolute()
    for place in (target, remote_of(target)):
        _refuse_foreign(place)
    draft = WrittenTree()
    if defect is not None:
        named(defect).put_in(draft)
    if not is_intact(target, remote_of(target), draft):
        _replace(target, draft)
    return target


def remote_of(directory: Path) -> Path:
    """Where the bare remote of a sample lies."""
    return directory.with_name(directory.name + ".git")


def _replace(target: Path, draft: WrittenTree) -> None:
    """Build beside the place, then put in place; a place that cannot be written to is named."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
            _build(Path(scratch), draft, target)
            _put_in_place(Path(scratch), target)
    except OSError as error:
        raise SampleError(f"{target} could not be written: {error}") from error


def _refuse_foreign(place: Path) -> None:
    """Only a former sample may be replaced."""
    if place.is_symlink() or place.is_file():
        raise SampleError(f"{place} is not a folder; name one that is empty, new or a former sample")
    if place.is_dir() and any(place.iterdir()) and not is_former(place):
        raise SampleError(f"{place} holds files that are not a former sample; name a folder that is empty or new")


def _build(scratch: Path, draft: WrittenTree, target: Path) -> None:
    """Both repositories, in a folder that nobody else sees yet."""
    new, remote = scratch / "new", scratch / "remote"
    _init(new)
    git("-C", new, "fast-import", "--quiet", stdin=stream.of(draft))
    _init(remote, "--bare")
    git("-C", new, "push", "--quiet", remote, *_refspecs(draft))
    git("-C", new, "update-ref", "refs/remotes/origin/main", _object(draft.remote_main))
    git("-C", new, "update-ref", "-d", "refs/beside")
    git("-C", new, "reset", "--quiet", "--hard", "main")
    _configure(new / ".git" / "config", remote_of(target))
    for path, content in draft.uncommitted.items():
        (new / path).write_bytes(content)
    mark(new, remote, draft)


def _init(place: Path, *options: str) -> None:
    git("init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main", *options, place)


def _configure(config: Path, remote: Path) -> None:
    """Write the settings that later commands of any user meet, in one go."""
    lines = [f"[{name.split('.')[0]}]\n\t{name.split('.')[1]} = {value}\n" for name, value in _SETTINGS.items()]
    url = str(remote).replace("\\", "\\\\").replace('"', '\\"')
    lines.append(f'[remote "origin"]\n\turl = "{url}"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n')
    lines.append('[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n')
    with config.open("a", encoding="utf-8") as stream_:
        stream_.writelines(lines)


def _object(state: str) -> str:
    return {"base": "refs/heads/main^", "target": "refs/heads/main", "other": "refs/beside"}[state]


def _refspecs(draft: WrittenTree) -> list[str]:
    """Return what is pushed; a tag that names its own release keeps its annotation."""
    at_home = {"base": "v0.1.0", "target": "v0.1.1"}
    tags = [
        f"{f'refs/tags/{tag}' if at_home.get(state) == tag else _object(state)}:refs/tags/{tag}"
        for tag, state in draft.remote_tags.items()
    ]
    return [f"{_object(draft.remote_main)}:refs/heads/main", *tags]


def _put_in_place(scratch: Path, target: Path) -> None:
    """Exchange old for new by renaming; what fails half-way is put back."""
    moved: list[tuple[Path, Path]] = []
    for fresh, place in ((scratch / "remote", remote_of(target)), (scratch / "new", target)):
        old = scratch / f"old-{fresh.name}"
        try:
            if place.exists():
                place.rename(old)
                moved.append((old, place))
            fresh.rename(place)
        except OSError as error:
            _put_back(moved)
            raise SampleError(f"{place} could not be replaced: {error}") from error


def _put_back(moved: list[tuple[Path, Path]]) -> None:
    for old, place in reversed(moved):
        shutil.rmtree(place, ignore_errors=True)
        old.rename(place)
