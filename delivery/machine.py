"""The machine that this process runs on, in the words of the profile."""

import platform as machine

from delivery.site import Site
from facts.errors import Unavailable
from plugins.profile_tables.channels import Platform

_PROCESSORS = {"amd64": "x86_64", "aarch64": "arm64"}


def here() -> str:
    """Return what this machine is, such as linux-x86_64."""
    processor = machine.machine().lower()
    return f"{machine.system().lower()}-{_PROCESSORS.get(processor, processor)}"


def platform_here(site: Site) -> Platform:
    """Return the platform of the channel that this machine is."""
    found = next((platform for platform in site.channel.platforms if platform.host == here()), None)
    if found is None:
        raise Unavailable(
            got=f"a machine that is {here()}",
            expected="one of " + ", ".join(platform.host for platform in site.channel.platforms if platform.host),
            advice=f"run `{site.repeat}` there and bring its evidence with --import=FILE",
        )
    return found


def planned_for(site: Site, platform: Platform) -> list[str]:
    """Return the names of the files that the platform's users get, as they are planned."""
    return [name for name, file in site.files.items() if file.platform == platform.name]
