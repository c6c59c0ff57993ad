"""Syntax and API of a newer Rust than `rust-version` or the edition lets in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_conditions import in_strings
from facts.packages.rust_files import modules, plain, targets
from facts.packages.subject import Subject

RULE = Rule(
    id="rust-version-too-low",
    title="The Rust version in `rust-version` can compile the crate.",
    why="cargo chooses the crate for an older compiler because of that value, and the build fails for users.",
    fix="raise `rust-version`, or write code that the oldest compiler supports",
    bad={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\nrust-version = "1.60"\n', "src/lib.rs": "pub fn f(a: Option<u8>) -> u8 {\n    let Some(b) = a else { return 0 };\n    b\n}\n"},
    good={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\nrust-version = "1.65"\n', "src/lib.rs": "pub fn f(a: Option<u8>) -> u8 {\n    let Some(b) = a else { return 0 };\n    b\n}\n"},
    given={"kind": "crate"},
)  # fmt: skip
_EDITIONS = {"2018": 31, "2021": 56, "2024": 85}
_SYNTAX = (
    (r"\blet\s+[^=;{}]+=\s*[^;{}]+\belse\s*\{", 65, "let ... else"),
    (r"\bif\s+let\s[^{;]*&&\s*let\s|\bif\s[^{;]*&&\s*let\s", 88, "let chains"),
    (r"(?<![.#\w])async\s+(move\s+)?\|", 85, "async closures"),
    (r"(?<![\w\"'])c\"", 77, "C string literals"),
    (r"#!?\[expect\(", 81, "the attribute expect"),
    (r"\b(std|core)::sync::LazyLock\b|\bLazyLock::new\b|sync::\{[^}]*\bLazyLock\b", 80, "LazyLock"),
    (r"\b(std)::sync::OnceLock\b|\bOnceLock::new\b|sync::\{[^}]*\bOnceLock\b|\bOnceCell::new\b.*std::cell", 70, "OnceLock"),
    (r"\.is_some_and\(|\.is_ok_and\(", 70, "is_some_and"),
    (r"\.is_none_or\(", 82, "is_none_or"),
    (r"\bcore::error::Error\b", 81, "core::error"),
    (r"\bstd::io::IsTerminal\b|\bIsTerminal\b", 70, "IsTerminal"),
    (r"\bstd::thread::scope\b|\bthread::scope\(", 63, "scoped threads"),
    (r"\.div_ceil\(", 73, "div_ceil"),
    (r"\bconst\s*\{[^}]*\}\s*[;,)]", 79, "inline const"),
    (r"\.(inspect_err|inspect_ok)\(", 76, "inspect_err"),
    (r"\.(first|last)_chunk\b|\.as_chunks\b", 77, "first_chunk"),
    (r"#\[diagnostic::", 78, "diagnostic attributes"),
    (r"#\[unsafe\(", 82, "unsafe attributes"),
    (r"\bunsafe\s+extern\s+\"[^\"]*\"\s*\{", 82, "unsafe extern blocks"),
    (r"&raw\s+(const|mut)\s", 82, "&raw"),
    (r"\bimpl\b[^;{}=()]*\buse\s*<[\w', ]*>", 82, "use<...> bounds"),
    (r"\basync\s+fn\s+\w+[^{};]*;", 75, "async functions in traits"),
    (r"(?m)^[^\S\n]*type\s+\w+\s*<[^=;{}]*>\s*(:[^=;{}]*)?(where\b[^=;{}]*)?;", 65, "generic associated types"),
    (r"\b(std|core)::mem::offset_of!|\bmem::offset_of!", 77, "offset_of"),
    (r"\b(std|core)::num::NonZero\b(?!\w)|\bNonZero\s*(::)?<\s*[ui]\d+", 79, "the generic NonZero"),
    (r"\b(std|core)::cell::LazyCell\b|\bLazyCell::new\b", 80, "LazyCell"),
    (r"\b(std)::cell::OnceCell\b", 70, "std::cell::OnceCell"),
    (r"\bcore::net::|\bcore::\{[^}]*\bnet\b", 77, "core::net"),
    (r"\b(std|core)::iter::repeat_n\b", 82, "repeat_n"),
    (r"\b(std|core)::ptr::(from_ref|from_mut)\b", 76, "from_ref"),
    (r"\b(std|core)::array::from_fn\b", 63, "array::from_fn"),
    (r"\bio::Error::other\(", 74, "io::Error::other"),
    (r"\b(std|core)::task::Waker::noop\b|\bWaker::noop\(", 85, "Waker::noop"),
    (r"#\[default\]\s*\w+\s*[,}]", 62, "default variants of enums"),
    (r"\b(std|core)::future::poll_fn\b", 64, "poll_fn"),
    (r"\b(std|core)::pin::pin!", 68, "pin!"),
    (r"\.trim_ascii(_start|_end)?\(", 80, "trim_ascii"),
    (r"\.get_disjoint_mut\(", 86, "get_disjoint_mut"),
    (r"\.isqrt\(", 84, "isqrt"),
    (r"\.split_at(_mut)?_checked\(", 80, "split_at_checked"),
    (r"\.(checked_)?ilog(2|10)?\(", 67, "ilog"),
    (r"\.then_some\(", 62, "then_some"),
    (r"\.as_flattened(_mut)?\(", 80, "as_flattened"),
    (r"\.pop_if\(", 86, "pop_if"),
    (r"\.cast_(signed|unsigned)\(", 87, "cast_signed"),
    (r"\b(println|format|write|panic|print|eprintln)!\([^)]*\"[^\"]*\{[a-z_]\w*(:[^}]*)?\}", 58, "captured identifiers in format strings"),
)  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare `rust-version` with the edition and with what each reached source uses."""
    package = subject.cargo_toml.get("package", {})
    yield from _edition(subject, str(package.get("edition", "2015")))
    stated = re.match(r"1\.(\d+)", str(package.get("rust-version", "")))
    if stated is None:
        return
    oldest, fix = int(stated[1]), RULE.fix
    if (since := _EDITIONS.get(str(package.get("edition", "")), 0)) > oldest:
        yield subject.finding(RULE.id, f"edition {package['edition']} of Rust 1.{since}", f"what Rust 1.{oldest} has", fix)
    probes = subject.has("build.rs") and re.search(r"rustc-cfg|autocfg|version_check", subject.text("build.rs"))
    if oldest < _DIRECTIVE and (place := _directive(subject)):
        yield subject.finding(
            RULE.id, f"{place} prints a directive `cargo::` of Rust 1.{_DIRECTIVE}", f"what Rust 1.{oldest} has", fix
        )
    every = [source for source, _ in modules(subject)]
    whole = "\n".join(source.text for source in every)
    for source in every if not probes else ():
        if "rustversion::" in source.text:
            continue  # it asks for versions itself
        for pattern, since, what in _SYNTAX:
            asked = since > oldest and _may_be(pattern, source.text)
            places = re.finditer(pattern, source.text) if asked else ()
            found = next((one for one in places if source.always(one.start()) and not _in_string(source.text, one.start())), None)
            if (
                found
                and not _is_ours(what, source.text, whole)
                and not _is_named(what, found, source.text)
                and not _is_rewritten(what, found, source.text)
            ):
                got = f"{source.path}:{source.line(found.start())} uses {what} of Rust 1.{since}"
                yield subject.finding(RULE.id, got, f"what Rust 1.{oldest} has", fix)
                break


_DIRECTIVE = 77  # the version from which on cargo reads `cargo::KEY` from a build script; older ones refuse it


def _directive(subject: Subject) -> str:
    path = next((path for kind, path in targets(subject) if kind == "build" and subject.has(path)), "")
    found = re.search(r"\bprintln!\s*\(\s*\"cargo::", plain(subject.text(path))) if path else None
    return f"{path}:{subject.text(path).count(chr(10), 0, found.start()) + 1}" if found else ""


def _edition(subject: Subject, edition: str) -> Iterator[Finding]:
    """What no compiler accepts in an edition, however new it is."""
    for source, _ in modules(subject) if subject.cargo_toml and edition in ("2015", "2018", "2021") else ():
        for found in re.finditer(r"&&\s*let\s", source.text):
            if source.always(found.start()) and not _in_string(source.text, found.start()):
                got = f"{source.path}:{source.line(found.start())} uses let chains in the edition {edition}"
                yield subject.finding(RULE.id, got, "the edition 2024, or nested conditions", "change the edition, or nest them")
                return


@lru_cache(maxsize=128)
def _words(pattern: str) -> tuple[str, ...]:
    """One word that each alternative of a pattern cannot do without; nothing where an alternative has none."""
    flat = pattern
    while "(" in flat and flat != (flat := re.sub(r"\\[()]", "", re.sub(r"\((?:[^()\\]|\\.)*\)[?*+]?", " ", flat))):
        pass
    plain = [re.sub(r"\\[a-zA-Z]|\[[^\]]{0,500}\][*+?]?|\w[?*]", " ", one) for one in flat.split("|")]
    words = [max(re.findall(r"\w{3,}", one), key=len, default="") for one in plain]
    return tuple(words) if all(words) else ()


def _may_be(pattern: str, text: str) -> bool:
    words = _words(pattern)
    return not words or any(word in text for word in words)


_ATTRIBUTE = re.compile(r"#\[\s*(?!(?:cfg|cfg_attr|doc|allow|deny|warn|expect|must_use|deprecated|diagnostic)\b)\w")


def _is_rewritten(what: str, found: re.Match[str], text: str) -> bool:
    """Whether an attribute of the trait, such as async_trait, makes other code of its functions."""
    if "traits" not in what:
        return False
    trait = max((one.start() for one in re.finditer(r"\btrait\s+\w", text[: found.start()])), default=0)
    above = text[:trait].rpartition("}")[2].rpartition(";")[2]
    return _ATTRIBUTE.search(above) is not None


def _is_named(what: str, found: re.Match[str], text: str) -> bool:
    """Whether a format string's name is given to the macro with its value, as every version accepts."""
    name = re.search(r"\{([a-z_]\w*)(?::[^}]*)?\}$", found[0]) if "captured" in what else None
    return name is not None and re.search(rf"\b{name[1]}\s*=[^=]", text[found.end() : found.end() + 600]) is not None


def _in_string(text: str, position: int) -> bool:
    strings = in_strings(text)
    place = bisect_right(strings, (position, len(text))) - 1
    return place >= 0 and strings[place][0] < position < strings[place][1]


def _is_ours(what: str, text: str, whole: str) -> bool:
    """A trait of the crate, or a package that the file uses, may bring the same name to older compilers."""
    name = what.split()[-1]
    own = re.search(rf"\b(fn|trait|struct|macro_rules!)\s+{re.escape(name)}\b", whole) is not None
    return own or re.search(r"once_cell|is_terminal|cfg_if|autocfg", text) is not None
