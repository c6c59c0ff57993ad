"""Links, install lines, blocks and claims of pages: what is true is left alone, what is not is named with its line."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.findings import Finding
from core.location import Location
from gates.documentation import code_blocks, command_lines, install_lines, links, named_files, publish_claims
from gates.documentation.markdown_pages import MarkdownPage
from gates.documentation.publish_claims import Deed
from profiles.schema.documentation import Runnable
from tests.tools import needs

GUIDE = MarkdownPage("docs/guide.md", "# Guide\n\n## Install `it` twice!\n\n## Same\n\n## Same\n\n<a id='old'></a>\n")
TRACKED = ("README.md", "docs/guide.md", "docs/pictures/a b.png", "src/x.py")


def broken_links(text: str) -> list[Finding]:
    """Judge the links of a README with this text."""
    page = MarkdownPage("README.md", text)
    return links.broken([page], TRACKED, [page, GUIDE])


@pytest.mark.parametrize(
    "target",
    [
        "docs/guide.md",
        "./docs/guide.md#install-it-twice",
        "docs/guide.md#same-1",
        "docs/guide.md#old",
        "docs/",
        "/src/x.py#L10",
        "docs/pictures/a%20b.png",
        "https://example.invalid/nowhere.md",
        "mailto:a@example.invalid",
        "../../issues",
        "#top",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(target: str) -> None:
    """Files, folders, headings, lines and everything outside of the repository are fine."""
    assert broken_links(f"# Top\n\nSee [this]({target}).\n") == []


def test_a_link_to_no_file_is_named_with_its_line() -> None:
    """A page that was moved leaves its links behind."""
    (one,) = broken_links("# Top\n\none\n[guide](docs/manual.md)\n")
    assert (one.place, one.got) == ("README.md:4", "the link docs/manual.md is broken: no tracked docs/manual.md")


def test_a_link_to_no_heading_is_named() -> None:
    """A heading that was renamed leaves its links behind."""
    (one,) = broken_links("[guide](docs/guide.md#uninstall)\n")
    assert one.place == "README.md:1"
    assert one.got == "the link docs/guide.md#uninstall is broken: no heading #uninstall in docs/guide.md"


def test_links_and_pictures_of_html_are_seen_and_those_in_code_are_not() -> None:
    """Both forms of a link count; what a block or span of code shows is no link."""
    (one,) = broken_links("<img src='no.png'>\n\n`[a](b.md)`\n\n```html\n<a href='c.md'>\n```\n")
    assert one.got.startswith("the link no.png is broken")


def installs(tmp_path: Path, line: str, page: str = "README.md", prose: str = "") -> list[Finding]:
    """Judge one install line of a page, and what its running text says below."""
    found = MarkdownPage(page, f"```sh\n{line}\n```\n{prose}\n")
    told = command_lines.told([found], tmp_path, install_lines.starts)
    delivered = {"pypi": "brook-sample", "golang": "example.invalid/m", "homebrew": "tap/brook"}
    return install_lines.undelivered(install_lines.lines(told), delivered, ["README*"], ["build"], "1.2.0")


@needs("shfmt")
@pytest.mark.parametrize(
    "line",
    [
        "pip install brook-sample",
        "python3 -m pip install --upgrade 'Brook_Sample[extra]==1.2.0'",
        "uv tool install brook-sample",
        "uv pip install brook-sample>=1.0",
        "pip install --index-url https://example.invalid/simple brook-sample",
        "pip install -r requirements.txt",
        "pip install .",
        "pip install build",
        "brew install someone/tap/brook",
        "go install example.invalid/m/cmd/m@latest",
        "pip install <package>",
    ],
)
def test_an_install_line_of_what_is_delivered_is_left_alone(tmp_path: Path, line: str) -> None:
    """Our packages by any spelling, local files, placeholders and what the profile allows are fine."""
    assert installs(tmp_path, line) == []


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pip install brook", "names a package that is not delivered (brook), expected brook-sample"),
        ("npm i -g brook-sample", "uses a channel that is not delivered (npm), expected one of pypi, golang, homebrew"),
        ("pip install brook-sample==1.3.0", "names a version that is not delivered (1.3.0), expected 1.2.0 or older"),
        ("go get example.invalid/n", "names a package that is not delivered (example.invalid/n"),
    ],
)
def test_an_install_line_of_something_else_is_named(tmp_path: Path, line: str, said: str) -> None:
    """Another package, a channel that is not served and a version to come are named with the line."""
    (one,) = installs(tmp_path, line)
    assert one.place == "README.md:2"
    assert said in one.problem


@needs("shfmt")
@pytest.mark.parametrize("line", ["brew install rust", "npm install -g pnpm@9", "brew install node@22", "pip3 install pipx"])
def test_a_toolchain_that_readers_need_first_is_no_promise(tmp_path: Path, line: str) -> None:
    """It is of other people, whether in a block or in running text, and whether the channel is ours or not."""
    assert installs(tmp_path, line) == []
    assert installs(tmp_path, "pip install brook-sample", prose=f"Rust is needed (`{line}` on macOS).") == []


@needs("shfmt")
def test_running_text_may_name_what_goes_with_the_package(tmp_path: Path) -> None:
    """Where the page tells how to get ours; where it does not, another name stands in its place."""
    prose = "For plots `pip install matplotlib` too."
    assert installs(tmp_path, "pip install brook-sample", prose=prose) == []
    (one,) = installs(tmp_path, "ls", prose=prose)
    assert "(matplotlib), expected brook-sample" in one.problem


@needs("shfmt")
@pytest.mark.parametrize("name", ["brook-node", "broook-sample", "brook_sampler", "@someone/brook"])
def test_a_name_like_ours_is_ours_misspelt(tmp_path: Path, name: str) -> None:
    """In running text too, and where the right name stands on the same page."""
    (one,) = installs(tmp_path, "pip install brook-sample", prose=f"Or `npm install {name}`.")
    assert f"`npm install {name}` uses a channel that is not delivered" in one.got


@needs("shfmt")
def test_other_pages_may_install_what_they_need(tmp_path: Path) -> None:
    """A page for developers installs tools of other people."""
    assert installs(tmp_path, "cargo install cargo-audit", "docs/testing.md") == []


BLOCKS = MarkdownPage("README.md", "# A\n```sh\nx\n```\n## B c\n```python\ny\n```\n```text\nz\n```\n```\n$ w\n```\n")
ROW = Runnable("first", "README.md", "a")


def test_every_block_that_is_run_or_shown_is_settled() -> None:
    """A block of the list of runs, or one that a pattern names with its reason, is settled; text is no code."""
    assert code_blocks.unsettled(code_blocks.code([BLOCKS]), [ROW], {"README.md#b-c/*": "reason enough"}) == []


def test_a_block_in_neither_list_and_what_names_no_block_are_named() -> None:
    """A new block is named with its line; entries and rows that were left behind are one finding."""
    shown = {"README.md#b-c/1": "a reason", "old.md#*": "of old", "older.md#*": "of old"}
    found = code_blocks.unsettled(code_blocks.code([BLOCKS]), [ROW, Runnable("gone", "README.md", "z")], shown)
    assert [(one.place, one.got) for one in found] == [
        ("README.md:12", "the block README.md#b-c/3 is neither run nor listed"),
        ("", "the profile lists blocks that no page has: README.md#z/1, old.md#*, older.md#*"),
    ]


def test_where_no_block_is_listed_only_what_names_none_is_named() -> None:
    """A profile that lists no block leaves them to what runs by itself; a row without a block is still named."""
    assert code_blocks.unsettled(code_blocks.code([BLOCKS]), [ROW], {}) == []
    (one,) = code_blocks.unsettled(code_blocks.code([BLOCKS]), [Runnable("gone", "README.md", "z")], {})
    assert one.got.endswith("README.md#z/1")


def test_entries_of_one_reason_stand_for_each_other() -> None:
    """What a page was called in older releases is no entry that was left behind, as long as today's name names a block."""
    shown = {"README.md#b-c/*": "one reason", "docs/OLD.md#*": "one reason"}
    assert code_blocks.unsettled(code_blocks.code([BLOCKS]), [ROW], shown) == []


def test_a_block_of_an_older_tree_is_run_in_its_place() -> None:
    """The first label that names a block is the row's; where none does, the sentence says today's."""
    row = Runnable("first", "docs/cookbook.md", "a", old_locations=("docs/old.md#a/1", "README.md#a/1"))
    assert code_blocks.block([BLOCKS], row).at == Location("README.md", 2)
    assert code_blocks.unsettled(code_blocks.code([BLOCKS]), [row], {"README.md#b-c/*": "a reason"}) == []
    with pytest.raises(Undecided, match=r"no block docs/cookbook\.md#a/1"):
        code_blocks.block([BLOCKS], Runnable("first", "docs/cookbook.md", "a", old_locations=("docs/old.md#a/1",)))


@pytest.mark.parametrize(
    "text",
    [
        "CI never pushes the tap.",
        "The `release` workflow does not publish to the Homebrew tap.",
        "Homebrew tap is updated locally from `../tap` using `scripts/x.sh` and pushed before the release.",
    ],
)
def test_a_page_that_a_workflow_belies_is_named(text: str) -> None:
    """The sentence, the step and the place stand in the message."""
    (one,) = publish_claims.contradicted(
        [MarkdownPage("r.md", f"# R\n\n{text}\n")], [Deed(Location("w.yml", 7), "a Homebrew tap")]
    )
    assert one.place == "r.md:3"
    assert one.got.endswith("w.yml:7 publishes to a Homebrew tap")


@pytest.mark.parametrize(
    "text", ["CI pushes the tap.", "CI never publishes to npm.", "The tap is pushed by the workflow. Notes are written by hand."]
)
def test_a_page_that_says_what_is_done_is_left_alone(text: str) -> None:
    """A true sentence, one about another place, and words of different sentences are no contradiction."""
    assert publish_claims.contradicted([MarkdownPage("r.md", text)], [Deed(Location("w.yml", 7), "a Homebrew tap")]) == []


PLAN = ["demo_{version}_linux_amd64.tar.gz", "demo-{version}-*-win_amd64.whl", "demo-{version}.tar.gz"]


def files(text: str) -> list[Finding]:
    """Judge the files that a page names in a span."""
    found = named_files.named([MarkdownPage("r.md", f"# R\n\nGet `{text}`.\n")], ["someone/demo"])
    assert found
    return named_files.unplanned(found, PLAN)


@pytest.mark.parametrize(
    "text",
    [
        "demo_1.2.0_linux_amd64.tar.gz",
        "demo_<version>_<platform>.tar.gz",
        "demo-${VERSION}-cp311-cp311-win_amd64.whl",
        "demo-X.Y.Z.tar.gz",
    ],
)
def test_a_file_that_a_channel_delivers_is_left_alone(text: str) -> None:
    """A version and a platform may be written out or left blank."""
    assert files(text) == []


@pytest.mark.parametrize(
    "text", ["demo-x86_64-unknown-linux-gnu.tar.gz", "demo_<version>_windows_amd64.zip", "demo_1.2.0_darwin_arm64.tar.gz"]
)
def test_a_file_that_no_channel_delivers_is_named(text: str) -> None:
    """Another scheme of names, another ending and a platform that is not planned are named with the line."""
    (one,) = files(text)
    assert (one.place, one.got) == ("r.md:3", f"the page mentions {text}, which no channel has")


def test_files_of_other_people_are_left_alone() -> None:
    """A page may name what others deliver."""
    assert named_files.named([MarkdownPage("r.md", "Get `node-20.0.0.tar.gz`.")], ["demo"]) == []


ADDRESS = "https://host.example/someone/demo/releases"


@pytest.mark.parametrize(
    "line",
    [
        f"```sh\ncurl -fLO {ADDRESS}/download/v1.2.0/demo-1.2.0-linux-x86_64.tar.gz\n```",
        f"```sh\nwget {ADDRESS}/latest/download/demo-linux-x86_64\n```",
        f'```sh\ncurl -L "{ADDRESS}/download/v${{VERSION}}/demo-${{VERSION}}.AppImage" -o demo\n```',
        f"Take [the archive]({ADDRESS}/download/v1.2.0/demo-1.2.0.zip).",
        f"    irm {ADDRESS}/download/v1.2.0/demo-installer.ps1 | iex",
        f"Go to <{ADDRESS}/download/v1.2.0/demo_1.2.0_linux_arm64.tar.gz>.",
    ],
)
def test_an_address_on_the_release_page_names_a_file(line: str) -> None:
    """An install line, a link and a plain address name a file as much as a code span does."""
    found = named_files.named([MarkdownPage("r.md", f"# R\n\n{line}\n")], ["someone/demo"])
    assert len({one.text for one in found}) == 1
    assert named_files.unplanned(found, PLAN)


@pytest.mark.parametrize(
    "line",
    [
        f"```sh\ncurl -fLO {ADDRESS}/download/v1.2.0/demo_1.2.0_linux_amd64.tar.gz\n```",
        f"Take [the archive]({ADDRESS}/latest/download/demo-1.2.0.tar.gz).",
        f"```sh\ncurl -fLO {ADDRESS}/download/v1.2.0/SHA256SUMS\n```",
        "```sh\ncurl -L https://host.example/other/tool/releases/download/v9/tool-9.zip\n```",
        "```sh\npip install ./demo-dev.zip\n```",
    ],
)
def test_an_address_of_what_is_delivered_is_left_alone(line: str) -> None:
    """What a channel delivers may be named by its address, and so may what other people deliver."""
    assert named_files.unplanned(named_files.named([MarkdownPage("r.md", f"# R\n\n{line}\n")], ["someone/demo"]), PLAN) == []
