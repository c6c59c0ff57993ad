"""What pages of sound projects hold and is no mistake, each beside the mistake that it looks like."""

from pathlib import Path

import pytest

from gates.documentation import command_lines, flag_sources, install_lines, known_flags, named_files, started_scripts
from gates.documentation.links import broken
from gates.documentation.markdown_pages import MarkdownPage, of_this_release
from profiles.schema.documentation import Spoken
from tests.repository import checkout, commit, git
from tests.tools import needs

BUILT = """
Arg::new("exec").long("exec").short('x').num_args(1..).allow_hyphen_values(true)
Arg::new("type").long("type").short('t')
"""
DERIVED = "struct Cli { #[arg(long, short = 'e', allow_hyphen_values = true)] pub run: String, #[arg(long)] pub glob: String }\n"


def told(folder: Path, page: MarkdownPage) -> list[command_lines.Told]:
    """Read every command of a page."""
    return command_lines.told([page], folder, bool)


@needs("shfmt")
@pytest.mark.parametrize("source", [BUILT, DERIVED.replace("'e'", "'x'").replace("glob", "type").replace("run", "exec")])
def test_what_follows_a_command_flag_is_another_programs(tmp_path: Path, source: str) -> None:
    """`fd -x clang-format -i`: before it every flag is ours."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cli.rs": source}), "clap", ["cli.rs"])
    judge = lambda line: known_flags.undeclared(
        told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n")), Spoken("fd"), declared
    )
    assert judge("fd --type f -x clang-format -i --style=file") == []
    assert "uses -i" in judge("fd -i -x clang-format")[0].got


@needs("shfmt")
@pytest.mark.parametrize(("line", "count"), [("fd netfl", 0), ("fd -tf x", 0), ("fd -qf x", 1)])
def test_a_pattern_is_no_command_and_a_short_flag_takes_its_value(tmp_path: Path, line: str, count: int) -> None:
    """A program without commands takes any first word."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cli.rs": BUILT}), "clap", ["cli.rs"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("fd"), declared)) == count


@needs("shfmt")
def test_output_below_a_prompt_is_not_typed(tmp_path: Path) -> None:
    """`> fd x` and what it prints."""
    found = told(tmp_path, MarkdownPage("README.md", "```bash\n> fd mod\nsrc/fshelper/mod.rs\n```\n"))
    assert [one.command.tool for one in found] == ["fd"]


def test_a_changelog_tells_of_what_was() -> None:
    """Only the section of this release is read, each line in its place."""
    page = MarkdownPage("CHANGELOG.md", "# Log\n\n## 2.0.0\n\nUse `fd -x`.\n\n## 1.0.0\n\nUse `fd -old`.\n")
    (now,) = of_this_release([page], "2.0.0")
    assert [(spot.line, spot.text) for spot in now.spans] == [(5, "fd -x")]
    assert of_this_release([MarkdownPage("README.md", page.text)], "2.0.0")[0].text == page.text


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("README.md", "[x](CHANGELOG.md#unreleased)\n", 0),
        ("README.md", "[x](CHANGELOG.md#no-such-heading)\n", 1),
        ("docs/a.md", "# index.js\n\n[x](#index.js)\n", 0),
        ("docs/a.md", "# index.js\n\n[x](#other.js)\n", 1),
        ("README.md", "# index.js\n\n[x](#index.js)\n", 1),
        ("README.md", '<!-- [[[cog\nfor one in all:\n    print(f\'<a href="{one["x"]}">\')\n]]] -->\n', 0),
        ("README.md", '<!--\n<a href="gone.md">\n-->\n', 0),
        ("README.md", '<a href="gone.md">x</a>\n', 1),
        ("README.md", "<h1 align=center><code>just</code></h1>\n\n[up](#just)\n", 0),
        ("README.md", "<h1 align=center><code>just</code></h1>\n\n[up](#must)\n", 1),
        ("README.md", "x <h1>just\n\n[up](#just)\n", 1),
    ],
)
def test_links_that_lead_nowhere_yet_or_elsewhere(path: str, text: str, count: int) -> None:
    """The heading of what is to come, a site's own anchors, a template in a comment."""
    pages = [MarkdownPage(path, text), MarkdownPage("CHANGELOG.md", "# 1.0.0\n")]
    assert len(broken(pages[:1], [page.path for page in pages], pages)) == count


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("brew install structlog", 0),
        ("pip install structlog-sentry", 0),
        ("pip install rich", 0),
        ("pip install strutlog", 1),
        ("pip install structlog==99.0", 1),
    ],
)
def test_others_may_package_it_too(tmp_path: Path, line: str, count: int) -> None:
    """Without a reviewed profile: distributions and companions are other people's, a misspelt name and a version are not."""
    found = install_lines.lines(told(tmp_path, MarkdownPage("README.md", f"```sh\n{line}\n```\n")))
    assert len(install_lines.undelivered(found, {"pypi": "structlog"}, ["README*"], [], "26.1.0", by_others=True)) == count


@needs("shfmt")
@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("docs/bash.md", "```sh\nnpm run build\n```\n", 0),
        ("docs/bash.md", "```sh\nnpm run test\nnpm run build\n```\n", 0),
        ("docs/dev.md", "```sh\nnpm run test\nnpm run lint\nnpm run build\n```\n", 1),
        ("CONTRIBUTING.md", "```sh\nnpm run build\n```\n", 1),
        ("README.md", '```json\n"scripts": {"build": "x"}\n```\n\n```sh\nnpm run build\n```\n', 0),
    ],
)
def test_scripts_of_the_readers_own_project(tmp_path: Path, path: str, text: str, count: int) -> None:
    """A page that shows how others call scripts does not speak of ours."""
    project = checkout(tmp_path / "p", {"package.json": '{"scripts": {"test": "ava", "lint": "xo"}}', path: text})
    found = told(tmp_path, MarkdownPage(path, text))
    assert len(started_scripts.refused(found, started_scripts.StartableScripts(project))) == count


@needs("shfmt")
@pytest.mark.parametrize(("line", "count"), [("node examples/a", 0), ("node examples/b", 1), ("bash examples/a", 1)])
def test_node_starts_a_folder(tmp_path: Path, line: str, count: int) -> None:
    """By its index.js; no other interpreter does."""
    project = checkout(tmp_path / "p", {"examples/a/index.js": "x\n"})
    found = told(tmp_path, MarkdownPage("README.md", f"```sh\n{line}\n```\n"))
    assert len(started_scripts.refused(found, started_scripts.StartableScripts(project))) == count


@needs("shfmt")
def test_an_extra_is_no_command(tmp_path: Path) -> None:
    """`package[extra]` starts nothing, a synopsis does."""
    found = told(tmp_path, MarkdownPage("README.md", "`httpx[socks]` and `httpx [url]`\n"))
    assert [one.command.words[0].text for one in found if one.command.tool == "httpx"] == ["url"]


def test_an_address_of_our_downloads_names_a_file() -> None:
    """Whatever its ending; those of others are not ours."""
    text = "```sh\ncurl -LO https://github.com/o/demo/releases/download/v1.0.0/demo-linux\n```\n[x](https://github.com/p/q/releases/latest/download/z)\n"
    found = named_files.named([MarkdownPage("README.md", text)], ["demo"], "o/demo")
    assert [one.text for one in found] == ["demo-linux"]
    assert named_files.unplanned(found, ["demo-linux"]) == []
    assert len(named_files.unplanned(found, ["demo-darwin"])) == 1


RUNNER = """
#[derive(Parser)]
#[command(trailing_var_arg = {0})]
struct Arguments {{ #[arg(long)] list: bool, #[arg(num_args = 1..)] arguments: Vec<String> }}
fn f(one: crate::Subcommand) {{ Command::new("just") }}
"""


@needs("shfmt")
@pytest.mark.parametrize(("rest", "line", "count"), [
    ("true", "just build --fast", 0),
    ("true", "just --fast build", 1),
    ("false", "just build --fast", 1),
])  # fmt: skip
def test_a_runner_of_tasks_takes_the_rest_of_the_line(tmp_path: Path, rest: str, line: str, count: int) -> None:
    """The first word is a task of the reader, and what follows it is that task's."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cli.rs": RUNNER.format(rest)}), "clap", ["cli.rs"])
    found = told(tmp_path, MarkdownPage("README.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("just"), declared)) == count


@needs("shfmt")
@pytest.mark.parametrize(("own", "count"), [((), 1), (("just",), 0)])
def test_pages_of_a_runner_show_other_peoples_tasks(tmp_path: Path, own: tuple[str, ...], count: int) -> None:
    """Where the project ships the runner itself, its pages speak of no recipe of this repository."""
    project = checkout(tmp_path / "p", {"justfile": "ours:\n    true\n"})
    scripts = started_scripts.StartableScripts(project, own)
    assert len(started_scripts.refused(told(tmp_path, MarkdownPage("README.md", "```sh\njust theirs\n```\n")), scripts)) == count


def test_a_page_of_breaking_changes_is_history() -> None:
    """As a changelog is."""
    page = MarkdownPage("BREAKING_CHANGES.md", "# Breaking\n\n## 2.0.0\n\n`fd -x`\n\n## 1.0.0\n\n`fd -old`\n")
    assert [spot.text for spot in of_this_release([page], "2.0.0")[0].spans] == ["fd -x"]


COMMANDS = "#[derive(Debug, {0})]\n#[clap(about)]\npub enum Cmd {{\n    Init(Init),\n    Import(Import),\n}}\n"


@needs("shfmt")
@pytest.mark.parametrize(("derived", "line", "count"), [
    ("Parser", "zoxide init bash", 0),
    ("Subcommand", "zoxide init bash", 0),
    ("Parser", "zoxide innit bash", 1),
    ("Clone", "zoxide innit bash", 0),
])  # fmt: skip
def test_an_enum_that_is_a_parser_has_commands(tmp_path: Path, derived: str, line: str, count: int) -> None:
    """Its variants are the commands."""
    source = COMMANDS.format(derived) + "struct Init { #[arg(long)] hook: String }\n"
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cmd.rs": source}), "clap", ["cmd.rs"])
    found = told(tmp_path, MarkdownPage("README.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("zoxide"), declared)) == count


@needs("shfmt")
@pytest.mark.parametrize(
    ("ignored", "line", "count"),
    [
        (".venv/\n", "source py/.venv/bin/activate", 0),
        ("", "source py/.venv/bin/activate", 1),
        ("build.sh\n", "bash py/build.sh", 1),
    ],
)
def test_what_set_up_writes_is_no_script_of_the_repository(tmp_path: Path, ignored: str, line: str, count: int) -> None:
    """A file in a directory that git ignores is made on the way; a script that is ignored itself was never committed."""
    project = checkout(tmp_path / "p", {".gitignore": ignored, "py/setup.py": "x\n"})
    found = told(tmp_path, MarkdownPage("README.md", f"```sh\n{line}\n```\n"))
    assert len(started_scripts.refused(found, started_scripts.StartableScripts(project))) == count


CLASSES = """
from cleo.helpers import option

class UseCommand(EnvCommand):
    name = "env use"
    options = [option("full-path", None, "Return the path."), option("quick", "q", "Be quick.")]
"""
PLUGINS = "from importlib import metadata\n\nfound = metadata.entry_points(group='brook.plugins')\n"


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "plugins", "count"),
    [
        ("brook env use --full-path", "", 0),
        ("brook env use -q", "", 0),
        ("brook env use --gone", "", 1),
        ("brook env use --gone", PLUGINS, 1),
        ("brook env use -x", "", 1),
        ("brook export --all", "", 2),
        ("brook export --all", PLUGINS, 0),
        ("brook export --all", PLUGINS.replace("metadata.entry_points(", "f('entry_points(' + "), 2),
    ],
)
def test_a_command_may_be_a_class_or_come_with_another_package(tmp_path: Path, line: str, plugins: str, count: int) -> None:
    """Flags declared without dashes; a program that takes plugins may know commands that no source here declares."""
    files = {"src/brook/console/use.py": CLASSES, "src/brook/plugins.py": plugins, "scripts/x.py": PLUGINS}
    declared = flag_sources.declared(checkout(tmp_path / "p", files), "argparse", ["src/brook/console/*.py"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("brook"), declared)) == count


def test_scripts_of_a_marked_or_broken_manifest_end_nothing(tmp_path: Path) -> None:
    """A byte order mark is skipped as npm skips it, and a manifest that is none has no scripts."""
    files = {"package.json": '\ufeff{"scripts": {"lint": "x"}}', "p/package.json": "{", "q/package.json": '{"scripts": 1}'}
    assert started_scripts.StartableScripts(checkout(tmp_path / "p", files)).npm_scripts == {"lint"}


SITE = ("docs/index.md", "docs/team.md", "docs/guide/index.md", "docs/guide/build.md", "docs/public/logo.svg", "docs/zh/old.md")
SETTINGS = "---\ntitle: Home\n---\n\n"


@pytest.mark.parametrize(
    ("settings", "target", "count"),
    [
        (SETTINGS, "/team", 0),
        (SETTINGS, "/team.html#us", 0),
        (SETTINGS, "/guide/", 0),
        (SETTINGS, "/", 0),
        (SETTINGS, "/logo.svg", 0),
        (SETTINGS, "./guide/build#x", 0),
        (SETTINGS, "/gone", 1),
        (SETTINGS, "/build", 1),
        (SETTINGS, "/old", 1),
        (SETTINGS, "./build", 1),
        (SETTINGS, "./guide/gone.md", 1),
        ("", "/team", 1),
        ("", "./guide/build", 1),
        ("# x\n\n---\n\ntitle: Home\n\n---\n", "/team", 1),
    ],
)
def test_pages_with_settings_are_pages_of_a_site(settings: str, target: str, count: int) -> None:
    """There an address has no ending and begins at the root of the site; what is not there is still missed."""
    page = MarkdownPage("docs/index.md", f"{settings}[a]({target})\n")
    assert len(broken([page], SITE, [page])) == count
    outside = MarkdownPage("README.md", f"[a]({target})\n")
    assert len(broken([outside], SITE, [page])) == (target != "/")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('<a :href="npmUrl(dep.name)">x</a>', 0),
        ('<a v-bind:href="dep.url" data-src="x">x</a>', 0),
        ("<img\n  alt=''\n  src='gone.png'>", 1),
        ('<a :class="x" href="gone.md">x</a>', 1),
        ('<a href="#infra-x" title="Infrastructure">🚇</a>', 0),
        ('<a href="#use" title="Use">How to use it</a>', 1),
        ('<a href="#use">🚇</a>', 1),
        ('<a href="gone.md" title="x">🚇</a>', 1),
        ('<i :id="use"></i>[x](#use)', 1),
        ('<i class="x" id="use"></i>[x](#use)', 0),
    ],
)
def test_attributes_that_hold_no_address(text: str, count: int) -> None:
    """Code of a template is no link, nor is a sign that has a title only."""
    page = MarkdownPage("README.md", f"# Top\n\n{text}\n")
    assert len(broken([page], ("README.md",), [page])) == count


@pytest.mark.parametrize(
    ("page", "target", "count"),
    [
        ("CONTRIBUTING.md", "./coverage/index.html", 0),
        ("CONTRIBUTING.md", "./covered/index.html", 1),
        ("README.md", "./coverage/index.html", 1),
    ],
)
def test_contributors_may_be_led_to_what_they_build(tmp_path: Path, page: str, target: str, count: int) -> None:
    """What git ignores is there for who built it; a reader of the README does not have it."""
    project = checkout(tmp_path / "p", {page: f"[x]({target})\n", ".gitignore": "coverage/\n"})
    found = MarkdownPage(page, project.text(page))
    assert len(broken([found], project.tracked, [found], project.ignored)) == count


HELPERS = """
fn both(name: &'static str) -> Arg {
    long(name).short(name.chars().next().expect("a letter"))
}
fn long(name: &'static str) -> Arg {
    Arg::new(name).long(name)
}
fn other(name: &'static str) -> Arg {
    Arg::new(name)
}
fn cli() -> clap::Command {
    clap::Command::new(env!("CARGO_PKG_NAME")).args(&[
        both("show-stats"), long("start-server"), other("place"),
        Arg::new("CMD").trailing_var_arg(true),
    ])
}
"""
OTHER = "#[derive(Subcommand)]\nenum Command { Run }\n"


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("brook --show-stats", 0),
        ("brook -s", 0),
        ("brook --start-server", 0),
        ("brook --place", 1),
        ("brook -p", 1),
        ("brook gcc -o foo.o", 0),
        ("brook --gone gcc", 1),
    ],
)
def test_flags_may_be_made_by_functions(tmp_path: Path, line: str, count: int) -> None:
    """A function that gives a flag its name; commands of another file are another program's."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"a.rs": HELPERS, "b.rs": OTHER}), "clap", ["*.rs"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    flags = [one for one in known_flags.undeclared(found, Spoken("brook"), declared) if "uses -" in one.got]
    assert len(flags) == count


@pytest.mark.parametrize(
    ("target", "count"),
    [("../assets/a.gif", 0), ("../assets/gone.gif", 1), ("../gone/a.gif", 1), ("../../assets/a.gif", 1), ("assets/a.gif", 1)],
)
def test_a_picture_may_lie_on_another_branch(tmp_path: Path, target: str, count: int) -> None:
    """Forges show `../BRANCH/FILE` beside the branch of the page; the branch and its file have to be there."""
    project = checkout(tmp_path / "p", {"README.md": f"![x]({target})\n"})
    git(project.path, "checkout", "-q", "-b", "assets")
    commit(project.path, {"a.gif": "x"})
    git(project.path, "checkout", "-q", "-")
    found = MarkdownPage("README.md", project.text("README.md"))
    assert len(broken([found], project.tracked, [found], project.ignored, project.may_have_on_branch)) == count


PART = "#[derive(Args)]\nstruct Run { #[arg(long)] all: bool, #[arg(trailing_var_arg = true)] rest: Vec<String> }\n"


@needs("shfmt")
@pytest.mark.parametrize(("line", "count"), [("brook run --all", 0), ("brook run --gone x", 1)])
def test_a_command_that_takes_the_rest_leaves_the_others_their_flags(tmp_path: Path, line: str, count: int) -> None:
    """One command of a program runs other programs: what stands behind its name is still the program's."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"main.rs": OTHER, "run.rs": PART}), "clap", ["*.rs"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("brook"), declared)) == count


CLICK = """
import click

@click.group()
def cli(): ...

@cli.command()
def get(): ...

@cli.command(
    context_settings={"ignore_unknown_options": True}
)
@click.argument("line", nargs=-1)
def run_all(line): ...

@cli.command
def init_cmd(): ...

@cli.command(name="list")
def list_values(): ...

@cli.command("set")
def set_value(): ...

def helper(): ...
"""


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("brook get", 0),
        ("brook run-all", 0),
        ("brook init", 0),
        ("brook init-cmd", 0),
        ("brook list", 0),
        ("brook set", 0),
        ("brook list-values", 1),
        ("brook set-value", 1),
        ("brook helper", 1),
        ("brook run_all", 1),
    ],
)
def test_a_command_is_named_after_its_function(tmp_path: Path, line: str, count: int) -> None:
    """Unless its decorator names it, over however many lines that goes."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cli.py": CLICK}), "argparse", ["cli.py"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("brook"), declared)) == count


ORDERED = ("docs/1.guide/0.index.md", "docs/1.guide/02-start.md", "docs/2.api/1.open.md", "docs/2.api/2024.md", "wdio.conf.js")


@pytest.mark.parametrize(
    ("settings", "target", "count"),
    [
        (SETTINGS, "/guide", 0),
        (SETTINGS, "/guide/start", 0),
        (SETTINGS, "/api/open#x", 0),
        (SETTINGS, "../api/open", 0),
        (SETTINGS, "/api/2024", 0),
        (SETTINGS, "/guide/open", 1),
        (SETTINGS, "/guide/2", 1),
        ("", "/guide/start", 1),
        ("", "/owner/name/blob/main/wdio.conf.js", 0),
        ("", "/owner/name/blob/main/gone.js", 1),
        ("", "/owner/name/wdio.conf.js", 1),
    ],
)
def test_numbers_that_sort_pages_are_in_no_address(settings: str, target: str, count: int) -> None:
    """A site leaves them out; and a forge serves files below its own root too."""
    page = MarkdownPage("docs/1.guide/0.index.md", f"{settings}[a]({target})\n")
    assert len(broken([page], ORDERED, [page])) == count


def test_a_link_that_pages_repeat_is_one_finding() -> None:
    """The first page has it, the others are named; another target is another finding."""
    pages = [MarkdownPage(f"{name}.md", "[a](gone.md)\n\n[b](lost.md)\n") for name in "abcdef"]
    first, second = broken(pages, ["a.md"], pages)
    assert (first.path, first.line) == ("a.md", 1)
    assert first.got.endswith("no tracked gone.md; also b.md:1, c.md:1, d.md:1 and in 2 more places")
    assert "lost.md" in second.got


CONSTANTS = 'const HEADER: &str = "header";\nstatic OUT: &\'static str = "out-dir";\nlet NAME = other;\n'
BUILDERS = "Arg::new(HEADER).long(HEADER);\nArg::new(OUT)\n    .long(\n        OUT,\n    );\nArg::new(GONE).long(GONE);\nArg::new(NAME).long(NAME);\n"


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "count"), [("brook --header", 0), ("brook --out-dir", 0), ("brook --gone", 1), ("brook --name", 1)]
)
def test_a_flag_may_be_named_by_a_constant(tmp_path: Path, line: str, count: int) -> None:
    """Its text is the flag; a name that is no constant of text names none."""
    files = {"cli.rs": CONSTANTS + BUILDERS.replace("OUT,\n", "OUT\n")}
    declared = flag_sources.declared(checkout(tmp_path / "p", files), "clap", ["cli.rs"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("brook"), declared)) == count


VUE = ("docs/README.md", "docs/.vuepress/public/img/a.svg", "docs/guide/start.md", "docs/api.md")


@pytest.mark.parametrize(
    ("target", "count"),
    [
        ("/img/a.svg", 0),
        ("/img/gone.svg", 1),
        ("./contributing.md", 0),
        ("/packages/x", 0),
        ("./packages/gone/y.md", 1),
        ("./guide/api.md", 1),
    ],
)
def test_a_site_serves_a_hidden_folder_and_pages_that_its_build_writes(tmp_path: Path, target: str, count: int) -> None:
    """What git ignores in the site is written by the build; what is neither there nor ignored is missed."""
    ignored = "docs/contributing.md\ndocs/packages/*.md\n"
    project = checkout(tmp_path / "p", {**dict.fromkeys(VUE, "x\n"), ".gitignore": ignored})
    page = MarkdownPage("docs/README.md", f"{SETTINGS}[a]({target})\n")
    assert len(broken([page], project.tracked, [page], project.ignored)) == count
    outside = MarkdownPage("README.md", f"[a]({target})\n")
    assert len(broken([outside], project.tracked, [page], project.ignored)) == 1


def test_marks_of_letters_stay_in_an_anchor() -> None:
    """Arabic and Devanagari write vowels as marks, and forges keep them."""
    page = MarkdownPage("README.md", "# مخصّص\n\n[a](#مخصّص)\n\n[b](#مخصص)\n\n# हिन्दी\n\n[c](#हिन्दी)\n")
    assert [each.line for each in broken([page], ["README.md"], [page])] == [5]


MACRO = 'arg!(-D --define <EXPR> "Defines"); arg!(--"config-file" <PATH> "A file"); arg!(--strict "Strict -z"); arg!(-f --format <F> "x")\n'


@needs("shfmt")
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("brook -Dname=World", 0),
        ("brook --define x", 0),
        ("brook --config-file x", 0),
        ("brook --strict -f y", 0),
        ("brook -z", 1),
        ("brook --gone", 1),
    ],
)
def test_a_flag_may_be_spelled_in_a_macro(tmp_path: Path, line: str, count: int) -> None:
    """As its own usage; what its help says is no flag."""
    declared = flag_sources.declared(checkout(tmp_path / "p", {"cli.rs": MACRO}), "clap", ["cli.rs"])
    found = told(tmp_path, MarkdownPage("p.md", f"```sh\n{line}\n```\n"))
    assert len(known_flags.undeclared(found, Spoken("brook"), declared)) == count
