"""Libraries that a manylinux or musllinux wheel needs, and that neither the policy nor the wheel provides."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import modules_of
from facts.packages.rules.glibc_too_new import platforms
from facts.packages.subject import Subject

RULE = Rule(
    id="library-not-bundled",
    title="A manylinux or musllinux wheel contains every library that it needs beyond those that the policy allows.",
    why="A library of the build machine is missing on the user's machine, or has a different version there.",
    fix="repair the wheel with auditwheel, which copies the libraries into it",
    reference="PEP 600; auditwheel's policy",
)
POLICY = re.compile(
    r"^(lib(c|m|dl|rt|pthread|util|nsl|crypt|resolv|anl|gcc_s|stdc\+\+|atomic|X11|Xext|Xrender|ICE|SM|GL|EGL|GLX|OpenGL|gobject-2\.0|gthread-2\.0"
    r"|glib-2\.0|expat|z|xcb)\.so(\.[\d.]+)?|ld-linux[\w-]*\.so\.\d+|ld64\.so\.\d+|libc\.musl-\w+\.so\.1|ld-musl-\w+\.so\.1|linux-vdso\.so\.1)$"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what each file needs with the policy and with what lies in the wheel."""
    if not any(tag.startswith(("manylinux", "musllinux")) for tag in platforms(subject)):
        return
    inside = {path.rpartition("/")[2] for path in subject.files} | {binary.identity for binary in subject.binaries.values()}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "ELF" else ():
            if "/" not in need and need not in inside and not POLICY.match(need) and not _is_optional(subject, path):
                yield subject.finding(
                    RULE.id, f"{path} needs {need}", "a library that the policy allows or the wheel contains", RULE.fix
                )


def _is_optional(subject: Subject, path: str) -> bool:
    """Whether a compiled module is imported in the wheel, and always where its failure is caught."""
    stem = path.split(".")[0].replace("/", ".")
    imports = [each for module in modules_of(subject).sources.values() for each in module.imports]
    asked = [each for each in imports if stem in (each.module, f"{each.module}.{each.name}")]
    return bool(asked) and all(each.guarded for each in asked)
