"""Tasks of go-task, mise and Rake are read as the shell that they run."""

from facts.tasks.node_program import program
from facts.tasks.task_files import go_tasks, mise_tasks, rake_tasks


def test_a_go_task_runs_what_it_needs_first_and_forgives_what_it_says():
    """Dependencies come first, and a command with `ignore_error` does not end the task."""
    (task,) = go_tasks(
        "tasks:\n  publish:\n    deps: [build]\n    cmds:\n      - cmd: twine upload\n        ignore_error: true\n      - echo {{.X}}\n"
    )
    assert [line for line in task.body.splitlines() if line] == ["task build", "twine upload || true", "echo ${task_value}"]


def test_a_mise_task_is_a_text_a_list_or_a_table():
    """Each of the three forms is read."""
    text = '[tasks]\na = "one"\n[tasks.b]\ndepends = ["a"]\nrun = ["two", "three"]\n'
    assert [(task.name, task.body) for task in mise_tasks(text)] == [("a", "one"), ("b", "mise run a\ntwo\nthree")]


def test_rake_ends_with_sh_and_not_with_system():
    """A failure of `system` only answers false, unless something is done about it."""
    text = 'namespace :gem do\n  task :push => :build do\n    sh "one"\n    system("two")\n    system("three") || abort\n  end\nend\n'
    (task,) = rake_tasks(text)
    assert (task.name, task.body.splitlines()) == ("gem:push", ["rake build", "one", "two || true", "three"])


def test_a_helper_of_a_node_program_is_read_where_it_is_called():
    """A function that hands its parameter to execSync runs what it is given; one that catches the failure forgives it."""
    text = 'const run = (line) => execSync(line);\nfunction may(line) { try { run2(line); execSync(line); } catch {} }\nrun("one");\nmay("two");\n'
    assert program(text).body.splitlines()[2:] == ["one", "two || true"]
