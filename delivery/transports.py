"""Which kind of channel each transport is; the six usual channels are called like their transports."""

from delivery.crate_registry import CrateRegistry
from delivery.forge_release import ForgeReleaseChannel
from delivery.module_proxy import ModuleProxy
from delivery.node_registry import NodeRegistry
from delivery.python_index import PythonIndex
from delivery.reach import Kind
from delivery.tap_repository import TapRepository

TRANSPORTS: dict[str, Kind] = {
    "github": ForgeReleaseChannel,
    "crates": CrateRegistry,
    "npm": NodeRegistry,
    "pypi": PythonIndex,
    "homebrew": TapRepository,
    "golang": ModuleProxy,
}
