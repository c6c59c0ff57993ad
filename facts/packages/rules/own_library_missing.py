"""A program that loads a library of its own project which was not packed with it."""

import posixpath
import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.library_not_bundled import POLICY
from facts.packages.subject import Subject

RULE = Rule(
    id="own-library-missing",
    title="An archive contains the project's own libraries that its programs load.",
    why="No distribution provides them, so the loader fails with `cannot open shared object file`.",
    fix="include the library where the program looks for it, or link it statically",
)
# Libraries that distributions have under these names, for programs that a run path of their build was left in.
_DISTRIBUTED = re.compile(
    r"^lib(?:ssl|crypto|curl|gtk|gdk|gio|gmodule|gst\w*|cairo|pango|atk|at-spi|harfbuzz|fontconfig|freetype|fribidi|png|jpeg|turbojpeg|tiff|webp|gif|asound"
    r"|pulse|jack|pipewire|udev|dbus|systemd|usb|hidapi|bluetooth|sqlite3|lzma|bz2|zstd|lz4|brotli|xml2|xslt|yaml|ffi|ncurses|tinfo|readline|edit|vulkan"
    r"|wayland|xkb|drm|gbm|va|vdpau|webkit|javascriptcore|soup|secret|notify|avahi|cups|nss|nspr|plc4|plds4|smime|selinux|cap|seccomp|gmp|mpfr|gcrypt|gpg|idn2|unistring"
    r"|nghttp2|ssh2?|gssapi|krb5|com_err|k5crypto|ldap|lber|sasl2|pam|audit|acl|attr|mount|blkid|uuid|fuse|pcap|nl-|archive|magic|pcre|icu|boost_|protobuf|tbb|omp|gomp"
    r"|gfortran|quadmath|blas|lapack|openblas|OpenCL|cuda|nv|Qt|X|xcb|SDL|SM|ICE|GLU|GLEW|glfw|EGL|GLES|python|ruby|perl|lua|tcl|tk|jvm|mono|c\+\+|unwind|llvm|LLVM|clang|elf|dw|bfd|dl|m|rt)"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what ELF files need, by the project's name or by where they look for it, with what lies in the archive."""
    project = re.match(r"[A-Za-z][A-Za-z0-9]*", subject.name)
    if subject.kind != "archive":
        return
    named = re.escape(project[0]) if project is not None and len(project[0]) > 2 else r"(?!)"
    own = re.compile(rf"^(lib)?{named}([-_][\w-]+)?\.so(\.[\d.]+)?$", re.IGNORECASE)
    inside = {path.rpartition("/")[2] for path in subject.files} | {binary.identity for binary in subject.binaries.values()}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "ELF" else ():
            if need not in inside and own.match(need):
                yield subject.finding(RULE.id, f"{path} needs {need}", "the library in the archive", RULE.fix)
            elif need not in inside and (place := _looked_for(subject, path, binary.rpaths)) and not _of_the_system(need):
                got = f"{path} looks for {need} in {place}, which the archive does not have"
                yield subject.finding(RULE.id, got, "the library in the archive", RULE.fix)


def _looked_for(subject: Subject, path: str, rpaths: Iterable[str]) -> str:
    """Return the directory beside the program in which it looks for libraries, where the archive has none of those it names."""
    words = [word for each in rpaths for word in each.split(":") if re.match(r"\$\{?ORIGIN\}?", word)]
    places = [posixpath.normpath(re.sub(r"^\$\{?ORIGIN\}?", posixpath.dirname(path) or ".", word)) for word in words]
    held = any(each.startswith(f"{place}/") for place in places if place != "." for each in subject.files)
    return "" if held or "." in places or posixpath.dirname(path) in places else next(iter(places), "")


def _of_the_system(need: str) -> bool:
    return POLICY.match(need) is not None or _DISTRIBUTED.match(need) is not None
