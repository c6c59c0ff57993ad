"""The table `[mechanics]`: what the release's own steps look at."""

from typing import Annotated, Literal

import msgspec


class Tap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The maintainer's checkout of the tap and the formula in it; without a formula the step `tap` does not apply."""

    checkout: str = ""  # relative to the project, or absolute
    formula: str = ""  # below the checkout
    update: tuple[
        str, ...
    ] = ()  # the project's own command that writes the formula; {tag}, {version}, {run}, {tap} are filled in


class MechanicsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as release machinery, how a rehearsal is asked for, where the tap lies, what the notes must be."""

    machinery: tuple[str, ...] = (".github/workflows/*",)  # a change of these since the base requires a publish dry run
    rehearsal_input: str = ""  # the input of the publish workflow that makes it a rehearsal; empty: it has none
    tap: Tap = Tap()  # the Homebrew tap
    notes: Literal["equal", "begin"] = "equal"  # the release notes are the changelog section, or begin with it
    changelog: str = "CHANGELOG.md"  # the file with the release notes
    release_artifacts: tuple[str, ...] = ()  # names of the planned artifacts that become release assets
    checksums: str = ""  # asset that lists the sha256 of the others; empty: there is none
    budget: Annotated[float, msgspec.Meta(gt=0)] = 5400.0  # seconds to wait for a run to end
    appear: Annotated[float, msgspec.Meta(gt=0)] = 120.0  # seconds after which a dispatch that shows no run was never sent
    pause: Annotated[float, msgspec.Meta(gt=0)] = 10.0  # seconds between two looks at a run
    build_inputs: dict[str, str] = {}  # of a build that no push starts; `{tag}` and `{version}` are filled in
