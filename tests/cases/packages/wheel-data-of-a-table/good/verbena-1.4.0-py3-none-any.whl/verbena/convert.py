import json
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _factors():
    text = files("verbena").joinpath("data", "measures.json").read_text(encoding="utf-8")
    return json.loads(text)


def convert(amount, source, target):
    """Convert an amount from one measure to another."""
    factors = _factors()
    return amount * factors[source] / factors[target]
