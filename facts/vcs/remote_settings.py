"""What a project's configuration says of its remotes: addresses, and the logins that a CI system left there.

Addresses go into the snapshot's configuration without what is secret in them. What is secret is read again when a remote is
asked, and handed to git in its environment, so that it is never written down.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.errors import Undecided
from core.regular_files import read_bytes
from facts.vcs.git_folder import GitFolder
from facts.vcs.own_git import git

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SCP = re.compile(r"[^/:]+:")  # host:path, as ssh takes it
_LOGIN = re.compile(r"(://)[^/@]*@")
_HEADER = re.compile(r"http\..*\.extraheader|http\.extraheader", re.IGNORECASE)
_INCLUDED = re.compile(r"include(?:if\..*)?\.path", re.IGNORECASE)
_LARGEST = 1 << 20


def settings(source: GitFolder) -> str:
    """Return the part of a configuration that names the remotes of a project, less what is secret."""
    text = ""
    for name in names(source):
        text += f'[remote "{_escaped(name)}"]\n'
        text += "".join(f'\turl = "{_escaped(_without_login(url))}"\n' for url in addresses(source, name))
        text += f'\tfetch = "+refs/heads/*:refs/remotes/{_escaped(name)}/*"\n'
    return text


def names(source: GitFolder) -> list[str]:
    """Return the names of the remotes that have an address."""
    keys = [key for key in source.config if key.startswith("remote.") and key.endswith(".url")]
    return [key.removeprefix("remote.").removesuffix(".url") for key in keys]


def addresses(source: GitFolder, name: str) -> list[str]:
    """Return the addresses of a remote; a path that begins at the checkout becomes whole."""
    return [_whole(source.project, url) for url in source.config.get(f"remote.{name}.url", ())]


def secrets(project: Path, name: str) -> dict[str, str]:
    """Return what lets git use the logins that a checkout was left with: environment variables."""
    source = GitFolder.of(project)
    stated = [(url, _without_login(url)) for url in addresses(source, name)]
    pairs = [(f"url.{url}.insteadOf", plain) for url, plain in stated if url != plain]
    pairs += [(key, value) for key, value in _all(source) if _HEADER.fullmatch(key)]
    found = {"GIT_CONFIG_COUNT": str(len(pairs))} if pairs else {}
    for number, (key, value) in enumerate(pairs):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _all(source: GitFolder) -> Iterator[tuple[str, str]]:
    """Yield the configuration's entries, and those of the files that it includes, one step deep."""
    for key, values in source.config.items():
        yield from ((key, value) for value in values)
        if _INCLUDED.fullmatch(key):
            for value in values:
                yield from _entries(source.common / Path(value).expanduser())


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = read_bytes(path, _LARGEST)
    except OSError:
        return
    words = ("config", "--file", "-", "--no-includes", "--null", "--list")
    done = git(Path("/"), *words, stdin=text, expect=None, keep_log=False)
    for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
        key, newline, value = entry.partition("\n")
        if newline:
            yield key, value


def own_environment(document: Mapping[str, object] | None, name: str) -> dict[str, str]:
    """Return the logins for a remote of the project that a snapshot was taken of."""
    return secrets(Path(str(document["project"])), name) if document else {}


def _whole(project: Path, url: str) -> str:
    if _URL.match(url) or _SCP.match(url) or url.startswith("/"):
        return url
    return str((project / url).resolve())


def _without_login(url: str) -> str:
    if "@" not in url or not _URL.match(url):
        return url
    return _LOGIN.sub(lambda match: match[1] + _user(url), url, count=1)


def _user(url: str) -> str:
    login = url.partition("://")[2].partition("@")[0]
    return f"{login}@" if login in ("git", "hg") else ""


def _escaped(text: str) -> str:
    if "\n" in text or "\0" in text:
        raise Undecided(got="a remote whose name or URL has a line break", expected="one line", advice="correct .git/config")
    return text.replace("\\", "\\\\").replace('"', '\\"')
