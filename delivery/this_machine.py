"""The machine that this process runs on, in the words of the profile."""

from core.errors import NotGiven, Unavailable
from delivery.site import Site
from profiles.schema.channels import Platform
from profiles.schema.machines import Machine, here


def platform_here(site: Site) -> Platform:
    """Return the platform of the channel that this machine is."""
    found = next((platform for platform in site.channel.platforms if platform.host == here()), None)
    if found is None:
        raise _refused(site, [platform.host for platform in site.channel.platforms if platform.host])
    return found


def require_users_here(site: Site) -> None:
    """Refuse to start a client where the profile says that no user of the channel is."""
    if not any(machine.is_here for machine in site.channel.machines):
        raise _refused(site, [machine.name for machine in site.channel.machines])


def planned_for(site: Site, platform: Platform) -> list[str]:
    """Return the names of the files that the platform's users get, as they are planned."""
    return [name for name, file in site.files.items() if file.platform == platform.name]


def elsewhere(machine: Machine) -> NotGiven:
    """Say why a check does not run on this machine, and what brings its answer here."""
    advice = f"run the same command on a {machine.name} machine and import its evidence here with --import=FILE"
    return NotGiven(
        got=f"no evidence from a {machine.name} machine (this one is {here()})",
        expected="--import=FILE with evidence from there",
        advice=advice,
    )


def _refused(site: Site, machines: list[str]) -> Unavailable:
    return Unavailable(
        got=f"this machine is {here()}",
        expected=f"one of: {', '.join(machines)}",
        advice=f"run `{site.repeat}` there and import its evidence with --import=FILE",
    )
