"""Which kind of channel each transport is; the six usual channels are called like their transports."""

from delivery.channel_access import Kind
from delivery.channels.crates.channel import CrateRegistry
from delivery.channels.github.channel import ForgeReleaseChannel
from delivery.channels.golang.channel import ModuleProxy
from delivery.channels.homebrew.channel import TapRepository
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.pypi.channel import PythonIndex

TRANSPORTS: dict[str, Kind] = {
    "github": ForgeReleaseChannel,
    "crates": CrateRegistry,
    "npm": NodeRegistry,
    "pypi": PythonIndex,
    "homebrew": TapRepository,
    "golang": ModuleProxy,
}
