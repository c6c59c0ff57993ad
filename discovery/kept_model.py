"""A model that another process of the run has read already: one reading takes seconds where there are many workflows."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from discovery.model import Model, of_checkout
from facts.vcs.git import Checkout


def model_of(checkout: Checkout, once: Callable[[str, Callable[[], Any]], Any]) -> Model:
    """Return the model of a checkout, read once a run."""
    text = once(name_of(checkout), lambda: encoded(of_checkout(checkout)))
    return msgspec.json.decode(text.encode(), type=Model)


def encoded(model: Model) -> str:
    """Return a model as JSON text."""
    return msgspec.json.encode(model).decode()


def name_of(checkout: Checkout) -> str:
    """Return a name for all that a model is read from: every file that git lists, the tags, the remote."""
    tree = checkout.git("write-tree", "--missing-ok").text.strip()
    remote = checkout.git("config", "--get", "remote.origin.url", expect=(0, 1)).text.strip()
    return "model " + sha256("\0".join((tree, remote, *sorted(checkout.tags))).encode()).hexdigest()
