"""Extension modules whose file name an interpreter of the wheel's tag does not look for."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="extension-suffix-mismatch",
    title="The file names of extension modules match the wheel's tags.",
    why="CPython 3.12 does not look for `x.cpython-311-x86_64-linux-gnu.so`: the wheel installs, but the import fails.",
    fix="name it .abi3.so (or .pyd) for the stable ABI, or tag the wheel with the version that it was built for",
    reference="PEP 3149, PEP 425",
)
_NAMED = re.compile(r"\.(?:cpython-(\d{2,3})[a-z]*(?:-[\w-]+)?\.so|cp(\d{2,3})[a-z]*-\w+\.pyd)$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the version in each file's name with the tags."""
    parts = subject.name.removesuffix(".whl").split("-")
    if subject.kind != "wheel" or len(parts) < 5:
        return
    pythons, abis = parts[-3].split("."), parts[-2].split(".")
    modules: dict[str, set[str]] = {}
    for path in subject.files:
        if re.search(r"\.(so|pyd)$", path):
            found = _NAMED.search(path)
            modules.setdefault(path.split(".")[0], set()).add((found[1] or found[2]) if found else "")
    for module, built in modules.items():
        if "" in built:
            continue  # .abi3.so, .so and .pyd are found by every version
        if abis == ["abi3"] or any(python.startswith("py") for python in pythons):
            yield subject.finding(RULE.id, f"{module} for CPython {', '.join(sorted(built))} only", ".abi3.so", RULE.fix)
        elif lacking := [python for python in pythons if python.startswith("cp") and python[2:] not in built]:
            got = f"{module} for CPython {', '.join(sorted(built))} only"
            yield subject.finding(RULE.id, got, " and ".join(lacking), RULE.fix)
