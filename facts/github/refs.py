"""Tags as the forge keeps them."""

from typing import Any

import msgspec

from facts.github.gh_api import Forge
from facts.github.runs import read


class _Object(msgspec.Struct, frozen=True):
    type: str
    sha: str


class _Ref(msgspec.Struct, frozen=True):
    ref: str
    object: _Object


class ForgeTag(msgspec.Struct, frozen=True):
    """A tag on the forge: the object that its ref names, and the commit that it peels to."""

    name: str
    kind: str
    object: str
    commit: str


def forge_tag(forge: Forge, name: str) -> ForgeTag | None:
    """Ask for one tag, None where it is not there."""
    answer = forge.find(f"git/ref/tags/{name}")
    if answer is None:
        return None
    ref = read(answer, _Ref)
    return ForgeTag(name, ref.object.type, ref.object.sha, _peeled(forge, ref.object))


def _peeled(forge: Forge, target: _Object) -> str:
    while target.type == "tag":
        answer: Any = forge.get(f"git/tags/{target.sha}")
        target = read(answer["object"], _Object)
    return target.sha
