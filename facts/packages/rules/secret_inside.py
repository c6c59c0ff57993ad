"""Private keys and access tokens in a package, told by what they are, whatever the file is called."""

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Iterable, Iterator
from zlib import crc32

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

_SAMPLE = "-----BEGIN {0} KEY-----\nMC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n-----END {0} KEY-----\n"
RULE = Rule(
    id="secret-inside",
    title="A package contains no private key and no access token.",
    why="Everybody who downloads the package has the key: registries are searched for keys within minutes of a publication.",
    fix="exclude the file, revoke the key or token, and publish a new version: the old one stays downloaded",
    bad={"demo/__init__.py": "", "demo/deploy.pem": _SAMPLE.format("PRIVATE")},
    good={"demo/__init__.py": "", "demo/deploy.pem": _SAMPLE.format("PUBLIC")},
    given={"kind": "wheel"},
)
_KEY = re.compile(r"-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----(?:\\r)?(?:\\n|\s)(.{40,20000}?)-----END \1-----", re.DOTALL)
_HEADER = re.compile(r"^[A-Za-z-]+:.*$", re.MULTILINE)  # Proc-Type and DEK-Info of an encrypted key
_CHECKED = re.compile(r"(?<![A-Za-z0-9_])(gh[posur]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})(?![A-Za-z0-9])")
_UPLOAD = re.compile(r"(?<![\w-])pypi-(AgE[\w-]{120,})")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Keys of test servers, and those that pages show, are known to everybody.
_SHOWN = re.compile(
    r"(^|[/._-])(tests?|testing|__tests__|spec|specs|fixtures?|testdata|test_data|examples?|samples?|docs?|mocks?|__mocks__|benchmarks?|snake-?oil"
    r"|dummy\w*|localhost|self-?signed|insecure)([/._-]|$)"
    r"|\.(md|rst|html?|ipynb|rs|go|[cm]?[jt]sx?|map|pyi?|c|cc|cpp|h|hpp|java|txt|adoc|1)$|(^|/)(PKG-INFO|METADATA)$",
    re.IGNORECASE,
)
_MOST = 1_000_000  # bytes of a file that holds a key


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for keys in files that are no code or page, and for tokens, which have a checksum or a name inside, in every file."""
    for path in subject.files if subject.archive else ():
        data = subject.read(path) if subject.members[subject.files[path]].size <= _MOST else b""
        if not (b"PRIVATE KEY-----" in data or _has_token(data)):
            continue
        text = data.decode("utf-8", "replace")
        for what in dict.fromkeys(
            (*(() if _SHOWN.search(path) or _is_of_the_tag(subject, path) else _keys(text)), *_tokens(text))
        ):
            yield subject.finding(RULE.id, f"{path} contains {what}", "no secret in the package", RULE.fix)


def _is_of_the_tag(subject: Subject, path: str) -> bool:
    """Whether it is a file of the sources, which are public: the key of a server for tests, wherever it lies."""
    sources = subject.kind in ("sdist", "crate", "golang") and subject.tree
    return bool(sources) and any(one == path or one.endswith(f"/{path}") for one in subject.tree or ())


def _has_token(data: bytes) -> bool:
    return b"npm_" in data or b"pypi-AgE" in data or any(b"gh%c_" % letter in data for letter in b"posur")


def _keys(text: str) -> Iterator[str]:
    """Keys whose text is a key: placeholders such as `...` are not."""
    for found in _KEY.finditer(text):
        body = _HEADER.sub("", found[2].replace("\\r", "").replace("\\n", "\n"))
        try:
            data = b64decode("".join(body.split()), validate=True)
        except (Error, ValueError):
            continue
        if data.startswith((b"\x30", b"openssh-key-v1\0")) or ("DEK-Info" in found[2] and data):
            yield f"a key (BEGIN {found[1]})"


def _tokens(text: str) -> Iterator[str]:
    for found in _CHECKED.finditer(text):
        if _in_base_62(crc32(found[2].encode())) == found[3]:
            yield f"a token ({found[1]}_{found[2][:4]}…)"
    for found in _UPLOAD.finditer(text):
        try:
            named = urlsafe_b64decode(found[1][: len(found[1]) // 4 * 4])
        except (Error, ValueError):
            continue
        if re.match(rb"\x02\x01.[\w.]+\x02", named, re.DOTALL):  # a macaroon that names the place where it is valid
            yield f"a token (pypi-{found[1][:8]}…)"


def _in_base_62(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _DIGITS[rest] + digits
    return digits.rjust(6, "0")
