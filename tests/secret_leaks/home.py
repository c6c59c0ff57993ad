"""A maintainer's home and environment in which every credential that a client could read is a canary."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

PLAIN = [
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "CARGO_REGISTRY_TOKEN",
    "CARGO_REGISTRIES_MIRROR_TOKEN",
    "NPM_TOKEN",
    "NODE_AUTH_TOKEN",
    "TWINE_PASSWORD",
    "UV_PUBLISH_TOKEN",
    "UV_INDEX_MIRROR_PASSWORD",
    "HOMEBREW_GITHUB_API_TOKEN",
    "ERGO_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "npm_config__auth",
]
IN_ADDRESSES = ["HTTPS_PROXY", "UV_INDEX_URL", "PIP_EXTRA_INDEX_URL"]
NOBODY = "127.0.0.1:9"
FILES = {
    ".netrc": "machine 127.0.0.1 login me password {netrc}\n",
    ".npmrc": "//{npm_host}/:_authToken={npmrc}\n//127.0.0.1:9/:_password={npmrc_password}\nregistry=http://{npm_host}/\n",
    ".pypirc": "[distutils]\nindex-servers = pypi\n[pypi]\nusername = __token__\npassword = {pypirc}\n",
    ".config/pip/pip.conf": "[global]\nextra-index-url =\n    http://me:{pip_conf}@127.0.0.1:9/simple\n",
    ".cargo/credentials.toml": '[registry]\ntoken = "{cargo}"\n\n[registries.mirror]\ntoken = "{cargo_mirror}"\n',
    ".cargo/config.toml": '[http]\nproxy = "http://me:{cargo_proxy}@127.0.0.1:9"\n\n[source.crates-io]\nreplace-with = "mirror"\n\n'
    '[source.mirror]\nregistry = "sparse+http://{crates_host}/index/"\n',
    ".config/gh/hosts.yml": "github.com:\n    oauth_token: {gh_hosts}\n    user: me\n    git_protocol: https\n",
    ".config/go/env": "GOPROXY=http://me:{go_env}@127.0.0.1:9\n",
    ".config/uv/uv.toml": 'index-url = "http://me:{uv}@127.0.0.1:9/simple"\n',
    ".docker/config.json": '{{"auths": {{"h": {{"auth": "{docker:basic}"}}}}}}\n',
    ".git-credentials": "http://me:{git_store}@127.0.0.1\n",
    ".gitconfig": "[user]\n\tname = me\n\temail = me@localhost\n[credential]\n\thelper = store\n"
    '[http "http://127.0.0.1"]\n\textraheader = AUTHORIZATION: basic {extraheader:basic}\n',
    ".config/git/config": "[http]\n\tproxy = http://me:{git_proxy}@127.0.0.1:9\n",
}


class _Basic(str):
    """A canary that a format string may ask for as a client writes it into a header: user and secret in base64."""

    def __format__(self, how: str) -> str:
        return base64.b64encode(f"me:{self}".encode()).decode() if how == "basic" else str(self)


@dataclass
class Canaries:
    """Every canary by the place that it sits in."""

    home: Path
    known: dict[str, _Basic] = field(default_factory=dict)

    def of(self, place: str) -> _Basic:
        """Return the canary of a place; it gets one as soon as it is named."""
        return self.known.setdefault(place, _Basic(f"tweet{secrets.token_hex(8)}x{place.lower().replace('_', '')}"))

    def settle(self, hosts: Mapping[str, str]) -> None:
        """Write every file that a client reads; `hosts` are those of our own servers."""
        for name, text in FILES.items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format_map(_Filled(self, hosts)))
            path.chmod(0o600)

    def environment(self, addresses: Mapping[str, str]) -> dict[str, str]:
        """Return the variables; `addresses` (variable to host and path) are our own servers, asked with a password."""
        asked = {name: f"http://me:{quote(self.of(name))}@{rest}" for name, rest in addresses.items()}
        proxies = {name: f"http://me:{quote(self.of(name))}@{NOBODY}/" for name in IN_ADDRESSES}
        return {
            "HOME": str(self.home),
            "NO_PROXY": "127.0.0.1,localhost",
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
            **{name: self.of(name) for name in PLAIN},
            **proxies,
            **asked,
        }

    def traces(self, data: bytes) -> list[str]:
        """Return the places whose canary stands in some bytes: plain, escaped, or inside base64 at any alignment."""
        return [place for place, canary in self.known.items() if any(form in data for form in _forms(canary))]


class _Filled(dict[str, str]):
    def __init__(self, canaries: Canaries, hosts: Mapping[str, str]) -> None:
        super().__init__(hosts)
        self.canaries = canaries

    def __missing__(self, place: str) -> str:
        return self.canaries.of(place)


def _forms(canary: str) -> set[bytes]:
    encoded = {base64.b64encode(b"-" * lead + canary.encode()).decode()[4:-4] for lead in range(3)}
    return {form.encode() for form in {str(canary), quote(canary, safe=""), *encoded}}
