"""Features that name other features or dependencies which the manifest does not have."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="crate-feature-undefined",
    title="Every feature of a crate refers to features and dependencies that its manifest declares.",
    why="cargo rejects the whole crate, or users enable a feature that does nothing.",
    fix="correct the feature, or add the dependency as optional",
    bad={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["gone"]\n', "src/lib.rs": ""},
    good={
        "Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["here"]\nhere = []\n',
        "src/lib.rs": "",
    },
    given={"kind": "crate"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Resolve every entry: a feature, `dep:x`, `x/feature` and `x?/feature`."""
    manifest = subject.cargo_toml
    features = manifest.get("features", {})
    tables = [manifest, *(each for each in manifest.get("target", {}).values() if isinstance(each, dict))]
    kinds = ("dependencies", "build-dependencies", "dev-dependencies")
    dependencies = {name for table in tables for kind in kinds for name in table.get(kind, {})}
    optional = {
        name
        for table in tables
        for kind in kinds
        for name, wanted in table.get(kind, {}).items()
        if isinstance(wanted, dict) and wanted.get("optional")
    }
    for feature, entries in features.items():
        for entry in entries:
            base = entry.removeprefix("dep:").partition("/")[0].rstrip("?")
            there = dependencies if "/" in entry else optional if entry.startswith("dep:") else set(features) | optional
            if base not in there:
                yield subject.finding(
                    RULE.id, f"feature {feature} names {entry}", "a feature or dependency in the manifest", RULE.fix
                )
