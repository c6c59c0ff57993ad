"""The table `[mechanics]`: what the release's own steps look at."""

from typing import Annotated, Literal

import msgspec


class Tap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The maintainer's checkout of the Homebrew tap, and the formula in it; without a formula the step `tap` does not apply."""

    checkout: str = ""  # relative to the project, or absolute
    formula: str = ""  # relative to the checkout
    update: tuple[
        str, ...
    ] = ()  # the project's own command that writes the formula; {tag}, {version}, {run}, {tap} are filled in


class MechanicsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the release steps use: workflows, dry run, tap, release notes, waiting times."""

    machinery: tuple[str, ...] = (".github/workflows/*",)  # files whose change since the base release requires a publish dry run
    rehearsal_input: str = ""  # the input of the publish workflow for a dry run; empty: it has none
    tap: Tap = Tap()  # the Homebrew tap
    notes: Literal["equal", "begin"] = "equal"  # equal: the release notes are the changelog section; begin: they begin with it
    changelog: str = "CHANGELOG.md"  # the file with the release notes
    release_artifacts: tuple[str, ...] = ()  # planned artifacts that become release assets
    checksums: str = ""  # the asset with the sha256 checksums of the others; empty: there is none
    budget: Annotated[float, msgspec.Meta(gt=0)] = 5400.0  # seconds to wait for a run to end
    appear: Annotated[float, msgspec.Meta(gt=0)] = 120.0  # seconds to wait for a dispatched run to appear
    pause: Annotated[float, msgspec.Meta(gt=0)] = 10.0  # seconds between two polls of a run
    build_inputs: dict[str, str] = {}  # inputs for a build that is started manually; `{tag}` and `{version}` are filled in
