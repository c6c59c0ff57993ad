"""Planets, by name."""

import json
from importlib import resources


def planet(name: str) -> dict:
    text = resources.files(__package__).joinpath("specs", f"{name}.json").read_text("utf-8")
    return json.loads(text)
