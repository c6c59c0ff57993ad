import tomllib
from pathlib import Path


def flatten(table, prefix=""):
    """Return the table with one level of dotted keys."""
    flat = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(flatten(value, name + "."))
        else:
            flat[name] = value
    return flat


def flatten_file(path):
    """Flatten the TOML file at the path."""
    return flatten(tomllib.loads(Path(path).read_text(encoding="utf-8")))
