"""The stand-in's newer dialects: titles as arguments, bodies on a pipe, epics that are tasks with children."""

import json
from pathlib import Path
from typing import Any

from tests.fakes.ergo_store import Failed, Store, is_piped, piped

LOG = "backlog.jsonl"
_HELP = """ergo (stand-in for {major}.x)
  new task "<title>" [--epic <id>]{draft}            create a task; optional stdin sets its body
  new epic "<title>" --file <path>{draft}            create an epic and tasks; optional stdin sets epic body
  list [--epic <id>] [--ready | --all] [--json]  list work
  done <id> [-m <text>]                       complete a task
"""
_LATER = {5: "  fail <id> [-m <text>]\n  release <id> [-m <text>]\n", 6: "  fail <id> [-m <text>]\n  open <id> [-m <text>]\n"}
_STATES = {"done": "done", "cancel": "canceled", "fail": "failed", "block": "blocked"}


def help_text(major: int) -> str:
    """Return what --help says."""
    return _HELP.format(major=major, draft=" [--draft]" if major >= 6 else "") + _LATER.get(major, "")


def main(major: int, words: list[str]) -> None:
    """Carry out one command line."""
    store = Store(LOG)
    match words:
        case ["where"]:
            print(store.folder)
        case ["list", "--all", "--json"]:
            print(json.dumps({"version": 1, "items": [_listed(store, entry, major) for entry in store.entries.values()]}))
        case ["show", name, "--body"]:
            print(store.get(name)["body"], end="")
        case ["new", "task", title, "--epic", epic]:
            print(_task(store, title, piped(), store.get(epic))["id"])
        case ["new", "epic", title, "--file", path]:
            _epic(store, title, Path(path).read_text("utf-8"))
        case ["body", name]:
            _body(store, name)
        case ["title", name, title]:
            store.write(id=store.get(name)["id"], title=title)
        case [verb, name, *_] if verb in _STATES and (verb != "fail" or major >= 5):
            _lifecycle(store, verb, name)
        case _:
            raise Failed(f"unknown command {words}")


def _task(store: Store, title: str, body: str, epic: dict[str, Any] | None) -> dict[str, Any]:
    if epic and not store.children(epic["id"]) and epic["state"] != "todo":
        raise Failed(f"cannot add child to task {epic['id']}: state is {epic['state']}")
    if epic and epic["epic_id"]:
        raise Failed(f"task {epic['id']} is not an epic")
    return store.write(title=title.strip(), body=body, epic_id=epic["id"] if epic else "", state="todo")


def _epic(store: Store, title: str, text: str) -> None:
    chunks = [chunk.strip() for chunk in f"\n{text}\n".split("\n---\n") if chunk.strip()]
    if not chunks or any(not chunk.startswith("# ") for chunk in chunks):
        raise Failed("chunk must start with '# Title'")
    epic = _task(store, title, piped(), None)
    for chunk in chunks:
        first, _, body = chunk.partition("\n")
        _task(store, first.removeprefix("# "), body, epic)


def _body(store: Store, name: str) -> None:
    if not is_piped():
        raise Failed("body requires piped stdin")
    store.write(id=store.get(name)["id"], body=piped())  # an empty pipe erases


def _lifecycle(store: Store, verb: str, name: str) -> None:
    if is_piped():
        raise Failed(f"{verb} does not read stdin")
    if store.children(name):
        raise Failed(f"{name} is an epic")
    store.write(id=store.get(name)["id"], state=_STATES[verb])


def _listed(store: Store, entry: dict[str, Any], major: int) -> dict[str, Any]:
    children = store.children(entry["id"])
    if children:
        return {"id": entry["id"], "title": entry["title"], "kind": "epic", **({"state": "active"} if major >= 5 else {})}
    inside = {"epic_id": entry["epic_id"]} if entry["epic_id"] else {}
    ready = entry["state"] == "todo"
    return {"id": entry["id"], "title": entry["title"], "kind": "task", "state": entry["state"], "ready": ready, **inside}
