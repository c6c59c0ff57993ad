"""A model that another process of the run has read already: one reading takes seconds where there are many workflows."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from discovery.model import Model, of_checkout
from facts.vcs.git import Checkout


def model_of(checkout: Checkout, once: Callable[[str, Callable[[], Any]], Any]) -> Model:
    """Return the model of a checkout, read once a run."""
    return msgspec.convert(once(name_of(checkout), lambda: encoded(of_checkout(checkout))), Model)


def encoded(model: Model) -> Any:
    """Return a model as JSON's own types; names of files in it need not be UTF-8."""
    return msgspec.to_builtins(model)


def name_of(checkout: Checkout) -> str:
    """Return a name for all that a model is read from: every file that git lists, the tags, the remote."""
    tree = checkout.git("write-tree", "--missing-ok").text.strip()
    remote = checkout.git("config", "--get", "remote.origin.url", expect=(0, 1)).text.strip()
    return "model " + sha256("\0".join((tree, remote, *sorted(checkout.tags))).encode()).hexdigest()
