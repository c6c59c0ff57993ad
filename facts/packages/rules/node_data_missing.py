"""Files that a Node package reads next to itself and does not hold."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.javascript import plain, reached
from facts.packages.subject import Subject

RULE = Rule(
    id="node-data-missing",
    title="A Node package contains every file that its code reads relative to itself.",
    why=(
        "Templates, schemas and WebAssembly are not imported, so a bundler leaves them out, and `files` often does not list them."
    ),
    fix="add the file to `files`, and copy it where the built code looks for it",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0"}',
        "index.js": "const fs = require('fs'), path = require('path');\nexports.t = () => fs.readFileSync(path.join(__dirname, 'a.txt'));\n",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0"}',
        "index.js": "const fs = require('fs'), path = require('path');\nexports.t = () => fs.readFileSync(path.join(__dirname, 'a.txt'));\n",
        "a.txt": "",
    },
    given={"kind": "node"},
)
_WORDS = r"((?:\s*,\s*['\"][\w./-]+['\"])+)"
_JOINED = re.compile(rf"\b(?:path\.)?(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname){_WORDS}\s*\)")
_ADDED = re.compile(r"(?:__dirname|import\.meta\.dirname)\s*\+\s*['\"](/[\w./-]+)['\"]\s*[,)]")
_URL = re.compile(r"new URL\(\s*['\"](\.{1,2}/[\w./-]+)['\"]\s*,\s*import\.meta\.url\s*\)")
_CAREFUL = re.compile(r"existsSync|accessSync|statSync|ENOENT|writeFile|mkdir|catch")
_FILE = re.compile(
    r"\.(json|txt|html?|css|wasm|ya?ml|md|sql|graphql|proto|svg|png|ico|pem|hbs|ejs|pug|mustache|tmpl|tpl|xml|csv|bin|dat|gz|node)$"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the files that entries reach; a file that asks first, or writes, is passed over."""
    for path in reached(subject) if subject.kind == "node" else ():
        text = plain(subject.text(path))
        if _CAREFUL.search(text) or len(text) > _MOST:
            continue
        for place in dict.fromkeys(_read(text, posixpath.dirname(path))):
            if _FILE.search(place) and not place.startswith("..") and not subject.has(place) and _is_of_the_tag(subject, place):
                got = f"{path} reads {place}, which is not in the package"
                yield subject.finding(RULE.id, got, "the file in the package", RULE.fix)


_MOST = 300_000  # characters; what is longer is a bundle


def _read(text: str, folder: str) -> Iterator[str]:
    for found in _JOINED.finditer(text):
        yield posixpath.normpath(posixpath.join(folder, *re.findall(r"['\"]([\w./-]+)['\"]", found[1])))
    yield from (posixpath.normpath(f"{folder}/{found[1]}".lstrip("/")) for found in _ADDED.finditer(text))
    yield from (posixpath.normpath(posixpath.join(folder, found[1])) for found in _URL.finditer(text))


def _is_of_the_tag(subject: Subject, place: str) -> bool:
    """Where the tag is known it has a file of that name, wherever: what is made at run time is no data of the package."""
    name = place.rpartition("/")[2]
    return subject.tree is None or any(one == name or one.endswith(f"/{name}") for one in subject.tree)
