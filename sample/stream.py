"""A draft as a stream for `git fast-import`: the same bytes, hence the same commits, on every machine."""

from sample.sample_releases import AUTHOR, BASE, TARGET, SampleVersion, Tree
from sample.written_tree import WrittenTree

_OTHER = SampleVersion("", TARGET.time - 3600, "A commit beside the release")


def of(draft: WrittenTree) -> bytes:
    """Both releases as commits with their annotated tags, and under refs/beside a commit that neither tag names."""
    parts = [
        _commit("refs/heads/main", BASE, draft.base, mark=1),
        _commit("refs/heads/main", TARGET, draft.target, mark=2, parent=1),
        _commit("refs/beside", _OTHER, draft.base, mark=3, parent=1),
        _tag(BASE, 1),
        _tag(TARGET, 2),
    ]
    return b"".join(parts)


def _commit(ref: str, version: SampleVersion, tree: Tree, mark: int, parent: int | None = None) -> bytes:
    lines = [
        f"commit {ref}",
        f"mark :{mark}",
        f"author {AUTHOR} {version.time} +0000",
        f"committer {AUTHOR} {version.time} +0000",
    ]
    head = "\n".join(lines).encode() + b"\n" + _data(version.subject.encode() + b"\n")
    start = f"from :{parent}\n".encode() if parent else b""
    return head + start + b"deleteall\n" + b"".join(_file(path, tree[path]) for path in sorted(tree)) + b"\n"


def _file(path: str, content: bytes) -> bytes:
    mode = 100755 if content.startswith(b"#!") else 100644
    return f"M {mode} inline {path}\n".encode() + _data(content)


def _tag(version: SampleVersion, mark: int) -> bytes:
    head = f"tag {version.tag}\nfrom :{mark}\ntagger {AUTHOR} {version.time} +0000\n"
    return head.encode() + _data(version.subject.encode() + b"\n")


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"
