"""The model as text: one line a fact, with its origin."""

from collections.abc import Iterator

from discovery.model import Model
from discovery.packages import Package


def lines(model: Model) -> Iterator[str]:
    """Yield the model line by line."""
    yield f"files: {model.count}"
    for package in model.packages:
        yield f"package: {package.ecosystem} {package.name} {_version(package)} {_terms(package)} [{package.origin}]"
    for spelling in model.tags:
        yield f"tags: {spelling.pattern} ({spelling.count}, newest {spelling.newest})"
    yield f"changelog: {model.changelog or f'none in {model.count} files'}"
    for deed in model.publications:
        yield f"publication: {deed.place} [{deed.origin}]"
    for origin in model.workflows.ci:
        yield f"continuous integration: [{origin}]"
    for platform in model.platforms:
        yield f"platform: {platform.name} [{platform.origin}]"
    for lock in model.locks:
        yield f"lock: {lock.kind or 'no audit reads its format'} [{lock.origin}]"
    for suite in model.suites:
        yield f"suite: {suite.name} in {suite.folder} [{suite.origin}]"
    for surface in model.surfaces:
        yield f"surface: {surface.kind} {surface.path} [{surface.origin}]"
    for program in model.programs:
        yield f"program: {program.name} ({program.kind}) [{program.origin}]"
    for word, origins in model.traits.items():
        more = f" and {len(origins) - 3} more" if len(origins) > 3 else ""
        yield f"{word}: {', '.join(map(str, origins[:3])) or f'none in {model.count} files'}{more}"


def _version(package: Package) -> str:
    version = package.version
    where = f" at {version.origin}" if version.origin.path else ""
    return f"version {version.value or 'of its tag'} ({version.how}{where})"


def _terms(package: Package) -> str:
    state = "publishable" if package.publishable else "private"
    return f"{state}, license {package.license or 'not stated'}, files {', '.join(package.license_files) or 'none'}"
