"""Native code for another system or processor than the artifact's name says."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.archives.deb import control_of, data_of
from facts.packages.binary import Binary, inspect
from facts.packages.subject import Subject

RULE = Rule(
    id="wrong-architecture",
    title="The programs in an artifact match the system and the architecture in its name.",
    why="If a build packages the same program twice, users of one platform get `exec format error`.",
    fix="build the artifact for this platform",
)
_PROCESSORS = (
    (r"universal2?|fat|all", frozenset({"x86_64", "arm64"})),
    (r"amd64|x86[_-]64|x64|win64|linux64|64[_-]?bit", frozenset({"x86_64"})),
    (r"arm64|aarch64|armv8", frozenset({"arm64"})),
    (r"i[3-6]86|386|ia32|x86|win32|32[_-]?bit", frozenset({"x86"})),
    (r"armv[67][a-z]*|armhf|arm", frozenset({"arm"})),
    (r"riscv64(gc)?", frozenset({"riscv64"})),
    (r"ppc64(le)?|powerpc64(le)?", frozenset({"ppc64"})),
    (r"s390x", frozenset({"s390x"})),
)
_SYSTEMS = ((r"linux|musl|gnu", "ELF"), (r"darwin|macos(x)?|mac|osx|apple", "Mach-O"), (r"windows|win|win32|win64|msvc", "PE"))
_WORD = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
_NODE = {"x64": "x86_64", "ia32": "x86", "win32": "PE", "darwin": "Mach-O", "linux": "ELF"}


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge archives, programs and Node packages; wheels have tags, judged by the wheel itself."""
    if subject.kind == "node":
        yield from _node(subject)
    elif subject.name.endswith(".deb"):
        words = control_of(subject.path).get("Architecture", "")
        held = [(path, found) for path, data in data_of(subject.path) if (found := inspect(data))] if words else []
        yield from _judged(subject, frozenset({"ELF"}), _claimed(words)[1], held)
    elif subject.kind in ("archive", "file"):
        systems, processors = _claimed(subject.name)
        yield from _judged(subject, systems, processors, list(subject.binaries.items()))


def platform_words(name: str) -> list[str]:
    """Return the words of a file's name that say for which system or processor it is."""
    words = [
        *(words for words, _ in _SYSTEMS),
        *(words for words, _ in _PROCESSORS),
        r"linux(32|64)|unknown|pc|apple|gnu(eabihf)?|v\dl?",
    ]
    return [found[0] for each in words for found in re.finditer(_WORD.format(each), name, re.IGNORECASE)]


def _claimed(name: str) -> tuple[frozenset[str], frozenset[str]]:
    systems = frozenset(form for words, form in _SYSTEMS if re.search(_WORD.format(words), name, re.IGNORECASE))
    text = re.sub(_WORD.format(r"win(32|dows)?"), "windows", name, flags=re.IGNORECASE)
    found = next((those for words, those in _PROCESSORS if re.search(_WORD.format(words), text, re.IGNORECASE)), frozenset())
    return systems, found


def _judged(
    subject: Subject, systems: frozenset[str], processors: frozenset[str], binaries: list[tuple[str, Binary]]
) -> Iterator[Finding]:
    if not binaries or not (systems or processors):
        return
    programs = [(path, one) for path, one in binaries if one.program] or binaries
    fitting = [path for path, one in programs if _fits(one, systems, processors)]
    if fitting and len(programs) > 1 and any("/" in path for path in fitting):
        return  # an archive may hold helpers for other systems beside its own
    for path, one in programs:
        if not _fits(one, systems, processors):
            held = f"{one.format} {' and '.join(sorted(one.architectures))}"
            expected = " ".join([" or ".join(sorted(systems)), " and ".join(sorted(processors))]).strip()
            yield subject.finding(RULE.id, f"{path} is {held}", expected, RULE.fix)


def _fits(binary: Binary, systems: frozenset[str], processors: frozenset[str]) -> bool:
    right_system = not systems or binary.format in systems
    both = len(processors) > 1 and binary.format != "Mach-O"  # `all` is of several files there
    return right_system and (not processors or both or processors <= binary.architectures)


def _node(subject: Subject) -> Iterator[Finding]:
    systems, processors = _stated(subject, "os"), _stated(subject, "cpu")
    if not systems and not processors:  # a package for one platform that npm installs everywhere is called after it
        claimed = _claimed(str(subject.package_json.get("name", "")).rpartition("/")[2])
        systems, processors = claimed if all(claimed) else (systems, processors)
    if len(systems) <= 1 and len(processors) <= 1:
        yield from _judged(subject, systems, processors, list(subject.binaries.items()))
    if not systems and not processors:
        for path, one in subject.binaries.items():
            folder = path.rpartition("/")[0].rpartition("/")[2]  # as node-gyp-build finds it: prebuilds/linux-arm64/demo.node
            claimed = _claimed(folder)
            if all(claimed) and len(claimed[0]) == 1:
                yield from _judged(subject, *claimed, [(path, one)])


def _stated(subject: Subject, key: str) -> frozenset[str]:
    stated = subject.package_json.get(key)
    words = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    return frozenset(_NODE.get(str(word), str(word)) for word in words if not str(word).startswith("!"))
