"""Variables that a crate reads when it is compiled, and that nothing sets on a user's machine."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_files import modules
from facts.packages.subject import Subject

RULE = Rule(
    id="crate-variable-missing",
    title="Every environment variable that a crate requires when it is compiled is set by cargo or by its build script.",
    why="`env!` of a variable that only the repository's .cargo/config.toml or CI sets does not compile for users.",
    fix="set it in build.rs (`cargo::rustc-env=NAME=VALUE`), or read it with `option_env!`",
    reference="Cargo reference: environment variables, build scripts",
    bad={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n', "src/lib.rs": 'pub const A: &str = env!("DEMO_NAME");\n'},
    good={
        "Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n',
        "src/lib.rs": 'pub const A: &str = env!("CARGO_PKG_NAME");\n',
    },
    given={"kind": "crate"},
)
_READ = re.compile(r'(?<![\w!])env!\s*\(\s*"(\w+)"\s*\)')
_SET = re.compile(r"(?:CARGO|RUSTC|RUSTDOC)(?:_\w+)?|RUSTUP_TOOLCHAIN|PATH|HOME|OUT_DIR")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the compiled sources of a crate without a build script: what a script sets is not known."""
    manifest = subject.cargo_toml if subject.kind == "crate" else {}
    if not manifest or subject.has("build.rs") or manifest.get("package", {}).get("build"):
        return
    for source, _ in modules(subject):
        for found in _READ.finditer(source.text):
            if source.always(found.start()) and not _SET.fullmatch(found[1]):
                got = f"{source.path}:{source.line(found.start())} requires {found[1]}, which nothing in the crate sets"
                yield subject.finding(RULE.id, got, "a variable that cargo or build.rs sets", RULE.fix)
