"""Every defect that can be put into the sample, one function each; a module holds those of one gate."""

from importlib import import_module
from pkgutil import iter_modules

from sample.defects.registry import Spoil, registered
from sample.sample_errors import SampleError


def all_spoils() -> tuple[Spoil, ...]:
    """Return all of them, in the order of the modules and of the functions in them."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return registered()


def named(name: str) -> Spoil:
    """Return the one with this name; another name is refused with a list of those there are."""
    for spoil in all_spoils():
        if spoil.name == name:
            return spoil
    names = ", ".join(spoil.name for spoil in all_spoils())
    raise SampleError(f"there is no spoil {name!r}; there are {names}")
