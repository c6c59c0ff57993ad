"""The profile of the demo project that is on all six channels."""

from collections.abc import Mapping
from typing import Any

from tests.delivery import packages

REPOSITORY = "owner/demo"
MANIFEST = f"module {packages.MODULE}\n\ngo 1.21\n"
NO_BREW = "this host is not one that brew serves"
_CLIENT = ("client_resolves_the_published_version", "clean_install_works", "installed_package_works")
_TEXT = """
[project]
name = "demo"

[does_not_apply]
{apart}

[channels.crates]
package = "demo-cli"
address = "{crates}"
files = [{{ name = "demo-cli-{{version}}.crate" }}]
generated = ["Cargo.toml"]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = {budget}

[channels.github]
package = "{repository}"
address = "{github}"
files = [{{ name = "demo_{{version}}_linux.tar.gz", platform = "linux" }}, {{ name = "sha256sums.txt" }}]
platforms = [{{ name = "linux", host = "linux-x86_64", architecture = "x86_64" }}]
contents = ["bin/demo-cli", "include/demo.h"]
checksums = "sha256sums.txt"
operations = [{{ run = ["demo-cli", "-c", "echo demo {{version}}"], expect_output = "demo {{version}}" }}]
first_version = "1.1.0"
budget = {budget}

[channels.golang]
package = "{module}"
address = "{golang}"
files = [{{ name = "v{{version}}.zip" }}]
probe = '''
package main

import "{module}"

func main() {{ println("demo", demo.Version) }}
'''
operations = [{{ run = ["probe"], expect_output = "demo {{version}}" }}]
budget = {budget}

[channels.homebrew]
package = "demo"
address = "{homebrew}"
files = [{{ name = "demo_{{version}}_linux.tar.gz", platform = "linux" }}, {{ name = "demo_{{version}}_mac.tar.gz", platform = "mac" }}]
platforms = [{{ name = "linux", host = "linux-x86_64", architecture = "x86_64" }}, {{ name = "mac", host = "darwin-arm64" }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
first_version = "1.1.0"
budget = {budget}

[channels.npm]
package = "demo-pkg"
address = "{npm}"
files = [{{ name = "demo-pkg-{{version}}.tgz" }}]
platforms = [{{ name = "linux", architecture = "x86_64", native_files = ["native/linux/*"] }}]
generated = ["package.json"]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = {budget}

[channels.pypi]
package = "demo-pkg"
address = "{pypi}"
files = [{{ name = "demo_pkg-{{version}}-py3-none-any.whl" }}, {{ name = "demo_pkg-{{version}}.tar.gz" }}]
platforms = [{{ name = "linux", newest = "manylinux_2_28_x86_64" }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = {budget}
"""


def profile(addresses: Mapping[str, str], budget: float) -> str:
    """Return its text, with the channels at their addresses and one budget for all."""
    return _TEXT.format(**_values(addresses, budget), apart=apart_from_brew())


def sections(addresses: Mapping[str, str], budget: float) -> dict[str, str]:
    """Return the table of each channel, by its word."""
    text = _TEXT.format(**_values(addresses, budget), apart="")
    tables = [f"[channels.{part}" for part in text.split("[channels.")[1:]]
    return {table[len("[channels.") : table.index("]")]: table for table in tables}


def apart_from_brew() -> str:
    """Return why what asks brew is not asked here."""
    return "\n".join(f'"delivery/test_homebrew::TestHomebrew::test_{name}" = "{NO_BREW}"' for name in _CLIENT)


def _values(addresses: Mapping[str, str], budget: float) -> dict[str, Any]:
    return {**addresses, "budget": budget, "repository": REPOSITORY, "module": packages.MODULE}
