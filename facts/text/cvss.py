"""CVSS v3.1 base scores (specification 7.1 and 7.4), and the words for them.

https://www.first.org/cvss/v3.1/specification-document
"""

import math

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_WORDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))


def severity(vector: str | None) -> str:
    """Return the word for a vector; `unknown` where there is none, or one of another version."""
    score = base_score(vector) if vector else None
    if score is None:
        return "unknown"
    return next((word for least, word in _WORDS if score >= least), "none")


def base_score(vector: str) -> float | None:
    """Return the base score of a v3 vector, None where it is not a whole one."""
    version, *parts = vector.split("/")
    metrics = dict(part.split(":", 1) for part in parts if ":" in part)
    try:
        return _score(metrics) if version in ("CVSS:3.0", "CVSS:3.1") else None
    except KeyError:
        return None


def _score(metrics: dict[str, str]) -> float:
    weight = {name: table[metrics[name]] for name, table in _WEIGHTS.items()}
    scope = metrics["S"]
    missed = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    changed = scope == "C"
    impact = 7.52 * (missed - 0.029) - 3.25 * (missed - 0.02) ** 15 if changed else 6.42 * missed
    reach = 8.22 * weight["AV"] * weight["AC"] * _PRIVILEGES[scope][metrics["PR"]] * weight["UI"]
    return 0.0 if impact <= 0 else _rounded_up(min((1.08 if changed else 1.0) * (impact + reach), 10))


def _rounded_up(value: float) -> float:
    """Round up to one digit, as Appendix A asks."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
