"""The stand-in's old dialect: a global --json, payloads as JSON on stdin."""

import json
from typing import Any

from tests.fakes.ergo_store import Failed, Store, piped

HELP = """ergo (stand-in for 0.9.3)
  new epic                                create epic (JSON stdin; or --body-stdin)
  new task                                create task (JSON stdin; or --body-stdin)
  set <id>                                update task/epic (JSON stdin; or --body-stdin)
"""
LOG = "events.jsonl"
_FIELDS = {"title", "body", "epic", "state", "claim", "result_path", "result_summary"}


def main(words: list[str]) -> None:
    """Carry out one command line."""
    words = [word for word in words if word != "--json"]
    store = Store(LOG)
    match words:
        case ["where"]:
            print(store.folder)
        case ["list", "--epics"]:
            _print([_listed(entry) for entry in store.entries.values() if entry["kind"] == "epic"])
        case ["list", "--all"]:
            _print([_listed(entry) for entry in store.entries.values() if entry["kind"] == "task"])
        case ["list"]:
            _print([_listed(entry) for entry in store.entries.values() if _is_active(entry)])
        case ["show", name]:
            _print(store.get(name))
        case ["new", ("epic" | "task") as kind]:
            _print(_new(store, kind, _payload()))
        case ["set", name]:
            _set(store, store.get(name), _payload())
        case _:
            raise Failed(f"unknown command {words}")


def _payload() -> dict[str, str]:
    text = piped()
    if not text:
        raise Failed("no input: pipe JSON to stdin")
    payload: dict[str, str] = json.loads(text)
    unknown = set(payload) - _FIELDS
    if unknown or any(key in payload and not payload[key].strip() for key in ("title", "body")):
        raise Failed(f"validation failed: {sorted(unknown) or 'empty title or body'}")
    return payload


def _new(store: Store, kind: str, payload: dict[str, str]) -> dict[str, Any]:
    epic = payload.get("epic", "")
    if epic and store.get(epic)["kind"] != "epic":
        raise Failed(f"task {epic} is not an epic")
    return store.write(kind=kind, title=payload["title"], body=payload.get("body", ""), epic_id=epic, state="todo")


def _set(store: Store, entry: dict[str, Any], payload: dict[str, str]) -> None:
    if entry["kind"] == "epic" and set(payload) - {"title", "body"}:
        raise Failed("epics only support title and body")
    _print(store.write(id=entry["id"], **payload))


def _is_active(entry: dict[str, Any]) -> bool:
    return entry["kind"] == "task" and entry["state"] not in ("done", "canceled")


def _listed(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "body"}


def _print(value: Any) -> None:
    print(json.dumps(value))
