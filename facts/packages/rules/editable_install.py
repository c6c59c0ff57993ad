"""What an editable installation leaves behind, in a wheel that others install: paths to the developer's own checkout."""

import json
import re
import sys
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="editable-install",
    title="A wheel contains its modules, not references to the directory where they were developed.",
    why=(
        "A wheel of an editable installation holds a .pth file with a path of the build machine: it installs, and the import "
        "fails for everybody else."
    ),
    fix="build the wheel with `python -m build` or `pip wheel`, not from an editable installation",
    reference="PEP 660; site: .pth files",
    bad={"demo.py": "", "demo.pth": "/home/me/demo/src\n"},
    good={"demo.py": "", "demo.pth": "import demo\n"},
    given={"kind": "wheel"},
)
_IMPORT = re.compile(r"^import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)")
_ABSOLUTE = re.compile(r"^(/|[A-Za-z]:[\\/])")
_CHECKOUT = re.compile(
    r"""['"]((?:/(?:home|Users|root|private|tmp|build|builds|workspace|github|__w|runner|work|data|mnt|opt)/|[A-Za-z]:\\\\?)[^'"\n]+)['"]"""
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Read every .pth file that the interpreter reads when it starts, and the installer's note of where a package came from."""
    if subject.kind != "wheel":
        return
    for path in subject.files:
        if "/" not in path and path.endswith(".pth"):
            for wrong in dict.fromkeys(_leads_away(subject, subject.text(path))):
                yield subject.finding(RULE.id, f"{path} {wrong}", "modules in the wheel", RULE.fix)
        elif path.endswith(".dist-info/direct_url.json"):
            yield subject.finding(
                RULE.id, f"{path}, which installers write, for {_origin(subject.text(path))}", "no such file", RULE.fix
            )


def _leads_away(subject: Subject, text: str) -> Iterator[str]:
    """Each line that begins with `import` is run, every other one is a folder of modules."""
    modules = modules_of(subject)
    for line in text.lstrip("\ufeff").splitlines():
        if line.startswith(("import ", "import\t")):
            for name in re.split(r"(?:(?<![ \t])[ \t]+)?,[ \t]*", found[1]) if (found := _IMPORT.match(line)) else ():
                top = name.partition(".")[0]
                if top not in modules.tops and top not in sys.stdlib_module_names:
                    yield f"imports {name}, which is not in the package"
                elif name in modules.sources and (place := _CHECKOUT.search(modules.sources[name].text)):
                    yield f"imports {name}, which leads to {place[1]}"
        elif _ABSOLUTE.match(line.strip()):
            yield f"leads to {line.strip()}"


def _origin(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return "nobody"
    return str(found.get("url", "nobody")) if isinstance(found, dict) else "nobody"
