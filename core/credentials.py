"""Where secrets lie on a maintainer's machine: the environment, and the files that clients read by themselves.

Clients keep working with what they find there; this module only learns the values, so that none of them is ever written down.
"""

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from core.regular_files import read_bytes

_NAME = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|AUTH(?!OR)|API_?KEY|PRIVATE_?KEY|WEBHOOK|COOKIE|BEARER"
    r"|(^|_)(KEYS?|PASS|PRIVATE|OTP|TOTP|PAT|DSN|PWD|PSW|CREDS?|JWT)(_|\d|$)",
    re.IGNORECASE,
)
# Settings that git is given in its environment are secret, but for those that are known to be none.
_SETTING = re.compile(r"GIT_CONFIG_VALUE_(\d+)")
_HARMLESS = re.compile(r"(safe|core|init|user|color|advice|protocol|url|include|includeif|pull|push|fetch)\.", re.IGNORECASE)
# An address that is a secret as a whole: whoever knows it may post.
_HOOK = re.compile(r"WEBHOOK|(^|_)HOOKS?(_|$)", re.IGNORECASE)
# Names with these endings say where or how, not the secret itself.
_ABOUT = re.compile(r"_(PATH|FILE|DIR|SOCK|METHOD|TYPE|NAME|HELPER|PROVIDER|COMMAND|REQUIRE|SCHEME|MODE)$", re.IGNORECASE)
_WORDS = frozenset(
    {"always", "anonymous", "basic", "bearer", "default", "digest", "disable", "disabled", "enable", "enabled", "inherit"}
    | {"keyring", "negotiate", "nobody", "optional", "password", "prompt", "public", "required", "secret", "subprocess", "system"}
    | {"github", "unknown", "unstated", "x-access-token", "x-oauth-basic", "__token__", "oauth2", "gitlab-ci-token"}
)
_USERINFO = re.compile(r"://([^\s/?#\"'<>@]*)@")
_ENTRY = re.compile(
    r"(?:token|_?auth|password)[\"']?\s*[:=]\s*[\"']?([^\s\"']+)|^[^#\n]*\bpassword[ \t]+([^\s\"']+)"
    r"|authorization\s*:\s*(?:basic|bearer|token)\s+([^\s\"']+)",
    re.IGNORECASE | re.MULTILINE,
)
_LARGEST = 1 << 20


def home() -> Path:
    """Return the user's home; a user whom the system does not know has none, and no files there."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def from_environment(environ: Mapping[str, str], named: Iterable[str], home: Path, project: Path | None = None) -> set[str]:
    """Return every secret value of the environment and of the credential files; `named` variables are secret by name."""
    chosen = {environ[name] for name in named if len(environ.get(name, "")) >= 4}
    suspected = {value for name, value in environ.items() if _NAME.search(name) and not _ABOUT.search(name)}
    suspected |= {secret for name, value in environ.items() for secret in _in_setting(environ, name, value)}
    hooks = {part for name, value in environ.items() if _HOOK.search(name) for part in _hook(value)}
    in_urls = {secret for value in environ.values() for secret in _passwords(value)}
    in_files = {secret for path in _files(environ, home, project) for secret in _in_file(path)}
    return chosen | hooks | {value for value in suspected | in_urls | in_files if _is_secret(value)}


def variables(environ: Mapping[str, str], named: Iterable[str]) -> frozenset[str]:
    """Return the names of the variables that hold a secret as a whole: by their own name, as a hook, or because they are named.

    A secret that git is given as a setting (`GIT_CONFIG_VALUE_n`) takes all such settings with it: git reads them by their number.
    Addresses with a password are not among them: clients would not find their index without.
    """
    found = {name for name, value in environ.items() if _NAME.search(name) and not _ABOUT.search(name) and _is_secret(value)}
    found |= {name for name, value in environ.items() if _HOOK.search(name) and any(_hook(value))}
    settings = {name for name in environ if re.fullmatch(r"GIT_CONFIG_(COUNT|(KEY|VALUE)_\d+)", name)}
    if any(secret for name in settings for secret in _in_setting(environ, name, environ[name])):
        found |= settings
    return frozenset(found | ({*named} & {*environ}))


def _in_setting(environ: Mapping[str, str], name: str, value: str) -> Iterator[str]:
    number = _SETTING.fullmatch(name)
    if number and not _HARMLESS.match(environ.get(f"GIT_CONFIG_KEY_{number[1]}", "")):
        words = value.split()
        yield from (value, words[-1] if words else value, *_in_basic(words[-1] if words else value))


def _hook(value: str) -> Iterator[str]:
    """Yield an address that is a secret, and its path."""
    _scheme, separator, rest = value.partition("://")
    path = rest.partition("/")[2]
    if separator and len(path) >= 12:
        yield from (value, path)


def _is_secret(value: str) -> bool:
    """Whether a value is worth hiding: short, common and telling values would only make reports unreadable."""
    if len(value) < 6 or value.lower() in _WORDS or value.startswith("${"):
        return False
    if re.match(r"[a-z+]+://", value, re.IGNORECASE):
        return False  # an address; what is secret in it is found as its userinfo
    return not (value.isdigit() and len(value) < 8) and not _is_place(value)


def _is_place(value: str) -> bool:
    try:
        return value.startswith(("/", "~/", "./", "../")) and Path(value).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False  # too long, no home, a zero byte: no path of this machine


def _passwords(text: str) -> Iterator[str]:
    for userinfo in _USERINFO.findall(text):
        user, colon, password = userinfo.partition(":")
        yield from {password, unquote(password)} if colon else {user, unquote(user)}


def _in_file(path: Path) -> Iterator[str]:
    try:
        text = read_bytes(path, _LARGEST).decode("utf-8", "replace")
    except OSError:
        return  # what we may not read, the clients that we start may not read either
    yield from _passwords(text)
    for value in (value for found in _ENTRY.findall(text) for value in found if value):
        yield from (value, *_in_basic(value))


def _in_basic(value: str) -> Iterator[str]:
    """Yield the password of `user:password` in base64, as headers and some files hold it."""
    try:
        text = base64.b64decode(value, validate=True).decode("ascii")
    except ValueError:
        return  # no base64, or not of text
    _, colon, password = text.partition(":")
    if colon and password.isprintable():
        yield password


def _files(environ: Mapping[str, str], home: Path, project: Path | None) -> Iterator[Path]:
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    cargo = Path(environ.get("CARGO_HOME") or home / ".cargo")
    yield Path(environ.get("NETRC") or home / ".netrc")
    yield Path(environ.get("NPM_CONFIG_USERCONFIG") or home / ".npmrc")
    yield Path(environ.get("GH_CONFIG_DIR") or config / "gh") / "hosts.yml"
    yield from (cargo / name for name in ("credentials.toml", "credentials", "config.toml", "config"))
    yield from (Path(environ[name]) for name in ("PIP_CONFIG_FILE",) if environ.get(name))
    yield from (config / name for name in ("pip/pip.conf", "git/credentials", "git/config", "uv/uv.toml", "go/env"))
    yield from (home / name for name in (".pypirc", ".pip/pip.conf", ".git-credentials", ".gitconfig", ".docker/config.json"))
    if project is not None:  # what a checkout on a CI machine is left with
        yield from (project / name for name in (".npmrc", ".git/config", ".cargo/config.toml"))
