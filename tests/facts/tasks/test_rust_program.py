"""The commands of a Rust task program are read where they are constants, also through a helper and in a loop."""

from facts.tasks.rust_program import program

_HELPER = """
fn succeeds(program: &str, words: &[&str]) -> bool {
    Command::new(program).args(words).status().unwrap().success()
}
"""


def body(text: str) -> list[str]:
    """Return the lines of the shell that a program becomes."""
    return [line for line in program(text).body.splitlines() if line]


def test_a_helper_starts_what_it_is_given() -> None:
    """The words stand where the helper is called; what is bare loses the answer of a helper that only returns it."""
    text = (
        _HELPER
        + 'fn main() {\n    if !succeeds("cargo", &["publish", "-p", "core"]) { exit(1); }\n    succeeds("git", &["push"]);\n}\n'
    )
    assert body(text) == ["cargo publish -p core", "git push || true"]


def test_a_helper_of_one_program_needs_no_name() -> None:
    """`cargo(&["publish"])` is a command of cargo."""
    text = 'fn cargo(words: &[&str]) -> Result<()> {\n    run(Command::new("cargo").args(words))\n}\nfn main() {\n    cargo(&["publish"])?;\n}\n'
    assert "cargo publish" in body(text)


def test_a_loop_over_constant_words_is_written_out() -> None:
    """In the order of the list, which may stand in the loop or in a constant."""
    text = 'const CRATES: [&str; 2] = ["core", "wire"];\nfn main() {\n    for name in CRATES {\n        Command::new("cargo").args(["publish", "-p", name]).status();\n    }\n}\n'
    assert body(text) == ["cargo publish -p core || true; cargo publish -p wire || true"]
    inline = text.replace("for name in CRATES", 'for name in ["wire"]')
    assert body(inline) == ["cargo publish -p wire || true"]


def test_a_word_that_is_worked_out_stays_unknown() -> None:
    """Outside of the loop the name is another one."""
    text = 'const CRATES: [&str; 1] = ["core"];\nfn main() {\n    for name in CRATES { say(name); }\n    Command::new("cargo").args(["publish", "-p", name]).status()?;\n}\n'
    assert body(text) == ["cargo publish -p $rs || true"]
