"""`--junit=FILE`: one test case a check, for pages that show test results; what did not run is an error there."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.terminal import spelled
from plugins.report.report_model import Json, Story, wall


def render(document: Json) -> str:
    """Return the results of every check that counts, and of every check that the newest run selected and that left none."""
    story, run = Story(document), document["runs"][-1]
    root = Element("testsuites", name=_text(story.name))
    blocking, missing = {one.check for one in story.findings}, set(run["selection"]["checks"])
    suites: dict[str, Element] = {}
    for record in story.records:
        missing.discard(record["id"])
        case = _case(root, suites, story, record["id"], record["duration"])
        _outcome(case, record, story, record["id"] in blocking)
    for check in sorted(missing):
        SubElement(_case(root, suites, story, check, 0.0), "error", message="no record that counts", type="incomplete")
    for number, gap in enumerate(run["trouble"]):
        case = SubElement(_suite(root, suites, "run"), "testcase", classname="run", name=f"trouble {number + 1}", time="0")
        SubElement(case, "error", message=_text(gap), type="incomplete")
    _count([root, *suites.values()], wall(run))
    indent(root)
    return tostring(root, "unicode", xml_declaration=True) + "\n"


def _suite(root: Element, suites: dict[str, Element], name: str) -> Element:
    if name not in suites:
        suites[name] = SubElement(root, "testsuite", name=_text(name))
    return suites[name]


def _case(root: Element, suites: dict[str, Element], story: Story, check: str, seconds: float) -> Element:
    stage, _, test = check.partition("/")
    module, _, name = test.partition("::")
    suite = _suite(root, suites, f"{stage}: {story.where(check)}")
    return SubElement(suite, "testcase", classname=_text(f"{stage}.{module}"), name=_text(name), time=f"{seconds:.3f}")


def _outcome(case: Element, record: Json, story: Story, blocks: bool) -> None:
    """Write what a record found; what blocks nothing is skipped, with the findings and the reason."""
    if record["outcome"] == "passed":
        return
    found = [one for one in story.found(record) if not (blocks and one.waiver)]
    lines = [_text(str(one.finding)) for one in found]
    if blocks:
        tag = "failure" if record["outcome"] == "failed" else "error"
        SubElement(case, tag, message=lines[0], type=str(record["kind"])).text = "\n".join(lines)
    else:
        why = f"waived: {record['waiver']['reason']}" if record["waiver"] else "preview, does not block"
        SubElement(case, "skipped", message=_text(why)).text = "\n".join(lines)


def _count(suites: list[Element], seconds: float) -> None:
    for suite in suites:
        cases = suite.findall(".//testcase")
        counts = {name: len(suite.findall(f".//{tag}")) for name, tag in _COUNTED.items()}
        suite.attrib.update(tests=str(len(cases)), **{name: str(count) for name, count in counts.items()})
        suite.set("time", f"{seconds if suite.tag == 'testsuites' else sum(float(case.get('time', 0)) for case in cases):.3f}")


_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _text(text: str) -> str:
    """Spell on one line what XML may not hold: control characters, surrogates, and the two last of the plane."""
    plain = spelled(" ".join(text.split())).encode("utf-8", "replace").decode()
    return plain.replace("\ufffe", "?").replace("\uffff", "?")
