"""Nothing secret is ever written: known values in every form that tools print them in, and whatever looks like a token."""

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from core import credentials

MARK = "[redacted]"
_LONG = 16  # a value as long as this is hidden wherever it stands; a shorter one only as a word of its own
_SHORT = 200  # characters of a text that is remembered
_START, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
# A literal that must be there, so that text without it costs nothing; the shape; what takes its place.
_Shapes = tuple[tuple[str, re.Pattern[str], str], ...]


def _shapes(*rows: tuple[str, str, str, int]) -> _Shapes:
    return tuple((literal, re.compile(shape, flags), put) for literal, shape, put, flags in rows)


# Tokens of a known make, whatever stands around them.
_MAKES = _shapes(
    ("PRIVATE KEY", r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", MARK, re.DOTALL),
    ("gh", _START + r"gh[pousr]_[A-Za-z0-9]{20,}", MARK, 0),
    ("github_pat_", _START + r"github_pat_[A-Za-z0-9_]{20,}", MARK, 0),
    ("npm_", _START + r"npm_[A-Za-z0-9]{30,}", MARK, 0),
    ("pypi-", _START + r"pypi-(?=[\w-]*[A-Z])[\w-]{24,}", MARK, 0),
    ("cio", _START + r"cio[A-Za-z0-9]{32}" + _END, MARK, 0),
    ("glpat-", _START + r"glpat-[\w-]{20,}", MARK, 0),
    ("xox", _START + r"xox[abprs]-[\w-]{20,}", MARK, 0),
    ("sk-", _START + r"sk-(?=[\w-]*[A-Z0-9])[\w-]{32,}", MARK, 0),
    ("KIA", _START + r"AKIA[0-9A-Z]{16}" + _END, MARK, 0),
    ("AIza", _START + r"AIza[\w-]{35}" + r"(?![\w-])", MARK, 0),
    ("k_live_", _START + r"[rs]k_live_[A-Za-z0-9]{16,}", MARK, 0),
    ("SG.", _START + r"SG\.[\w-]{16,}\.[\w-]{16,}", MARK, 0),
    ("hf_", _START + r"hf_[A-Za-z0-9]{30,}", MARK, 0),
    ("hooks.slack.com/", r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]+", f"hooks.slack.com/{MARK}", 0),
    ("/api/webhooks/", r"/api/webhooks/\d+/[\w-]+", f"/api/webhooks/{MARK}", 0),
    ("eyJ", _START + r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+", MARK, 0),
)
# Places in which a secret stands, whatever it is.
_PLACES = _shapes(
    ("://", r"://(?!(?:git|hg|svn)@)[^\s/?#\"'<>]+@", f"://{MARK}@", 0),
    ("=", r"([?&](?:[\w-]*(?:token|secret|password|signature)|sig|api_?key)=)[^&\s\"'<>]+", rf"\1{MARK}", re.IGNORECASE),
    ("ookie", r"((?:set-)?cookie[\"']?\s*[:=]\s*[\"']?)[^\s\"']{8,}[^\n\"']{0,4000}", rf"\1{MARK}", re.IGNORECASE),
    ("assword=", r"(assword=)[^\s;&\"'<>{}$]{6,}", rf"\1{MARK}", 0),
    ("PASSWORD=", r"(PASSWORD=)[^\s;&\"'<>{}$]{6,}", rf"\1{MARK}", 0),
    ("pwd=", r"(\bpwd=)[^\s;&\"'<>{}$]{6,}", rf"\1{MARK}", 0),
    ("uthorization", r"(uthorization[\"']?\s*[:=]\s*[\"']?(?:basic|bearer|token) )[^\s\"']{8,}", rf"\1{MARK}", re.IGNORECASE),
)


class Redactor:
    """Takes secrets out of text, bytes and JSON-like values."""

    def __init__(self, values: Iterable[str]) -> None:
        """Prepare every form of the given values, longest first so that no secret leaves a rest of another."""
        forms = {form: bounded for value in values for form, bounded in (*_in_base64(value), *_in_text(value))}
        self._forms = sorted(forms.items(), key=lambda item: len(item[0]), reverse=True)
        self._short = lru_cache(maxsize=4096)(self._cleaned)  # keys and names of records come again and again

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], named: Iterable[str], home: Path, project: Path | None = None
    ) -> "Redactor":
        """Learn the secrets of this machine and of the checkout; `named` are the variables that the profile calls secret."""
        return cls(credentials.from_environment(environ, named, home, project))

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        return self._short(text) if len(text) <= _SHORT else self._cleaned(text)

    def _cleaned(self, text: str) -> str:
        for form, bounded in self._forms:
            if form in text:
                text = bounded.sub(MARK, text) if bounded else text.replace(form, MARK)
        return _without(_without(text, _MAKES), _PLACES)

    def value(self, text: str) -> str:
        """Return a text that is still to be compared, without what is surely secret: long secrets of this machine, tokens.

        A short secret may be a word of the release, and what merely stands where a secret would may be an example: hidden,
        they would differ from what they are compared with.
        """
        for form, bounded in self._forms:
            if bounded is None and form in text:
                text = text.replace(form, MARK)
        return _without(text, _MAKES)

    def bytes(self, data: bytes) -> bytes:
        """Return the bytes without secrets; what is not UTF-8 stays as it is."""
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def tree(self, value: Any) -> Any:
        """Return a JSON-like value with all its texts, keys too, without secrets."""
        return _each(value, self.text)

    def values(self, value: Any) -> Any:
        """Return a JSON-like value whose texts are still to be compared, as `value` leaves them."""
        return _each(value, self.value)


def _without(text: str, shapes: _Shapes) -> str:
    for literal, shape, put in shapes:
        if literal in text:
            text = shape.sub(put, text)
    return text


def _each(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {_each(key, clean): _each(each, clean) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_each(each, clean) for each in value]
    return value


Form = tuple[str, re.Pattern[str] | None]  # what to look for; if it is short, the word that it has to be


def _in_text(value: str) -> Iterator[Form]:
    """Yield a secret as tools print it: plain, its long lines, escaped for URLs, JSON and Python."""
    lines = [line.strip() for line in value.splitlines()]
    for plain in {value, value.strip(), *(line for line in lines if len(line) >= _LONG)} - {""}:
        escaped = {quote(plain, safe="", errors="replace"), quote(plain, errors="replace"), quote_plus(plain, errors="replace")}
        as_json = {json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1]}
        for form in {plain, repr(plain)[1:-1]} | escaped | as_json:
            yield form, re.compile(_START + re.escape(form) + _END) if len(form) < _LONG else None


def _in_base64(value: str) -> Iterator[Form]:
    """Yield what is sure to stand in the base64 of any text around a secret, at each of the three alignments."""
    secret = value.encode("utf-8", "surrogatepass")
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret).decode()
        # The first and the last group mix in what stands around the secret.
        sure = encoded[4 if offset else 0 : len(encoded) // 4 * 4 - (4 if (offset + len(secret)) % 3 else 0)]
        if len(sure) >= 8:
            yield from ((sure, None), (sure.replace("+", "-").replace("/", "_"), None))
