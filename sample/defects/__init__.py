"""Every defect that can be put into the sample, one function each; a module holds those of one gate."""

from importlib import import_module
from pkgutil import iter_modules

from sample.defects.registry import Defect, registered
from sample.sample_errors import SampleError


def all_defects() -> tuple[Defect, ...]:
    """Return all of them, in the order of the modules and of the functions in them."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return registered()


def named(name: str) -> Defect:
    """Return the one with this name; another name is refused with a list of those there are."""
    for defect in all_defects():
        if defect.name == name:
            return defect
    names = ", ".join(defect.name for defect in all_defects())
    raise SampleError(f"there is no defect {name!r}; there are {names}")
