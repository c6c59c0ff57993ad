"""A rule: one judgement in one file, with all that a person needs to know of it."""

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Literal

from core.findings import Finding

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Rule:
    """What a rule file says of itself; its `findings(context)` stands beside it in the same file."""

    id: str  # the file's name, with hyphens
    title: str  # the requirement: one sentence, shown as the check's
    why: str  # what happened, or would happen, where it is not met
    fix: str  # what to do, in general; each finding says it for its own case
    reference: str = ""  # where it can be read up: a page's title, a specification's clause
    severity: Severity = "error"
    bad: Mapping[str, str] = field(default_factory=dict)  # a smallest checkout that it must refuse: text by path
    good: Mapping[str, str] = field(default_factory=dict)  # the same, done right
    given: Mapping[str, Any] = field(default_factory=dict)  # what the profile says of both, as fields of the gate's context
    needs: tuple[str, ...] = ()  # outside tools
    looks_at: Callable[[Any], Sized] | None = None  # what it examines of a context; None: what the gate says by default


@dataclass(frozen=True)
class Loaded:
    """A rule with its judgement."""

    rule: Rule
    findings: Callable[[Any], Iterable[Finding]]


def load(package: str) -> dict[str, Loaded]:
    """Import every rule file of a package; return them by id, in the order of their names."""
    names = sorted(module.name for module in iter_modules(import_module(package).__path__))
    loaded = [_loaded(import_module(f"{package}.{name}")) for name in names if not name.startswith("_")]
    return {each.rule.id: each for each in loaded}


def _loaded(module: ModuleType) -> Loaded:
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule) or rule.id != name or not callable(getattr(module, "findings", None)):
        raise TypeError(f"{module.__name__}: got no RULE with id {name!r} and findings(context); write both")
    return Loaded(rule, module.findings)
