"""What a check can be about: for each word, whether the project has it, and the fact that says so where it has not."""

from dataclasses import dataclass

from discovery.model import Model

SUBJECTS = (
    "package", "manifest", "stated-version", "stated-manifest", "declaring-package", "go-module", "crate", "changelog", "workflow",
    "publication", "attestation", "script", "lock", "without-dependencies", "suite", "surface", "library", "program", "binding", "shipped-binary", "forge",
    "vendored", "unsafe", "server", "concurrency", "notices", "page", "benchmark", "smoke", "vectors", "formatter",
    "workflow-linter", "package-linter", "license-list", "reviews", "planned-files",
    "started-program", "planned-channel",
    "built", "publish-run", "tap",
)  # fmt: skip
_SAID = {
    "vendored": "no vendored third-party code",
    "unsafe": "no unsafe code, foreign declaration, ctypes, cgo, native addon or C source",
    "server": "nothing that listens for connections",
    "concurrency": "no thread, lock or shared state",
    "notices": "no third-party notices file at the repository root",
    "page": "no Markdown page",
    "benchmark": "no benchmark",
    "smoke": "no smoke script",
    "vectors": "no conformance vectors",
    "formatter": "no configuration of a formatter or linter",
    "workflow-linter": "no workflow linter is configured",
    "package-linter": "no package linter is configured",
    "license-list": "no list of allowed licenses (deny.toml, about.toml)",
}


@dataclass(frozen=True)
class Subject:
    """One word: `fact` says why there is none."""

    found: bool
    fact: str


def subjects(model: Model) -> dict[str, Subject]:
    """Return every word with its answer."""
    count = f"({model.count} files searched)"
    facts = {word: Subject(bool(model.traits.get(word)), f"{said} {count}") for word, said in _SAID.items()}
    return {**facts, **_of_packages(model, count), **_of_the_rest(model, count)}


def _of_packages(model: Model, count: str) -> dict[str, Subject]:
    own, sold = model.packages, model.publishable
    ecosystems = sorted({one.ecosystem for one in sold})
    scm = next((f"; the tag is the version ({one.version.origin})" for one in sold if one.version.how == "scm"), "")
    return {
        "package": Subject(bool(sold), f"no publishable package {count}"),
        "manifest": Subject(any(not one.is_script for one in own), f"no manifest that names a package {count}"),
        "stated-version": Subject(
            any(one.version.value or one.ecosystem == "golang" for one in sold),
            f"no publishable manifest states a version {count}{scm}",
        ),
        "stated-manifest": Subject(
            any(one.version.how == "static" for one in sold), f"no publishable manifest states its version itself {count}{scm}"
        ),
        "declaring-package": Subject(
            any(one.ecosystem != "golang" and not one.is_script for one in sold),
            f"no publishable manifest of a kind that declares a license {count}",
        ),
        "go-module": Subject(any(one.ecosystem == "golang" for one in sold), f"no publishable Go module {count}"),
        "crate": Subject(any(one.ecosystem == "crates" for one in own), f"no Cargo.toml with a package {count}"),
        "library": Subject(
            any(one.ecosystem == "crates" and one.is_library for one in sold), f"no publishable crate with a library {count}"
        ),
        "without-dependencies": Subject(
            bool(model.without_dependencies), f"every publishable manifest has runtime dependencies ({len(sold)} read)"
        ),
        "binding": Subject(len(ecosystems) > 1, f"packages of one ecosystem only ({', '.join(ecosystems) or 'none'}) {count}"),
    }


def _of_the_rest(model: Model, count: str) -> dict[str, Subject]:
    flows = len(model.workflows.files)
    native = bool(model.programs) and any(deed.place == "a GitHub release" for deed in model.publications)
    return {
        "changelog": Subject(
            model.changelog is not None and model.changelog_is_kept,
            f"{model.changelog.path} names none of the newest releases" if model.changelog else f"no changelog {count}",
        ),
        "workflow": Subject(bool(flows), f"no workflow in .github/workflows {count}"),
        "publication": Subject(bool(model.publications), f"no step that publishes in {flows} workflows"),
        "attestation": Subject(bool(model.workflows.attesting), f"no step that attests to built files in {flows} workflows"),
        "script": Subject(bool(model.workflows.scripts), f"no step that runs a script in {flows} workflows"),
        "lock": Subject(any(lock.kind and lock.pins for lock in model.locks), f"no lock that an audit reads {count}"),
        "suite": Subject(bool(model.suites), f"no suite of tests {count}"),
        "surface": Subject(
            bool(model.surfaces), f"no public API that can be compared from source (py.typed, types, Go, C headers) {count}"
        ),
        "program": Subject(bool(model.programs), f"no program that declares its flags with clap, argparse or click {count}"),
        "shipped-binary": Subject(native, f"no compiled program that a workflow publishes ({flows} workflows)"),
        "forge": Subject("github.com" in model.remote, f"the remote is {model.remote or 'not set'}, which is not GitHub"),
    }
