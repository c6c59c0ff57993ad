"""What other hands do for a workflow: tags of another line, identities in place of tokens, a checkout by an action."""

import pytest

from core.rules import load
from facts.workflows.assembly import read
from facts.workflows.publication import every_publication
from gates.tooling.rule_context import Context
from tests.gates.tooling.asked import said
from tests.repository import checkout, commit, git

TAGS = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{run: cargo publish}]}\n'
JOB = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: read{0}}}
    steps:
      - uses: actions/checkout@v4
      - env: {{{1}}}
        {2}
"""
GH = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
{0}      - run: gh pr checkout 1
"""


@pytest.mark.parametrize(
    ("tags", "base", "target", "count"),
    [
        (("v1.0.0", "ext-v0.1.0"), "ext-v0.1.0", "ext-v0.2.0", 0),
        (("v1.0.0",), "v1.0.0", "rel-1.1.0", 1),
        (("ext-v0.1.0",), "ext-v0.1.0", "ext-v0.2.0", 1),
        (("v1.0.0", "ext-v0.1.0"), "v1.0.0", "ext-v0.2.0", 1),
        (("v1.0.0",), "v1.0.0", "v1.1.0", 0),
    ],
)
def test_a_filter_may_be_of_another_line(tmp_path, tags, base, target, count):
    """What was never let in, while others were, is released in another way; a spelling that is new is a mistake."""
    project = checkout(tmp_path / "p", {".github/workflows/release.yml": TAGS})
    for tag in tags:
        git(project.path, "tag", tag)
    rule = load("gates.tooling.rules")["tag-filters-match"]
    assert len(list(rule.findings(Context(read(project.path), tag=target, base=base)))) == count


@pytest.mark.parametrize(("now", "count"), [("v*", 1), ("v*, extt-v*", 1), ("v*, ext-v*", 0)])
def test_a_filter_that_let_its_tags_in_is_missed(tmp_path, now, count):
    """What a workflow of the base took is not released by hand."""
    flow = TAGS.replace('"v*"', "{0}")
    project = checkout(tmp_path / "p", {".github/workflows/release.yml": flow.replace("{0}", '"v*", "ext-v*"')})
    for tag in ("v1.0.0", "ext-v0.1.0"):
        git(project.path, "tag", tag)
    commit(project.path, {".github/workflows/release.yml": flow.replace("{0}", ", ".join(f'"{one}"' for one in now.split(", ")))})
    rule = load("gates.tooling.rules")["tag-filters-match"]
    assert len(list(rule.findings(Context(read(project.path), tag="ext-v0.2.0", base="ext-v0.1.0")))) == count


@pytest.mark.parametrize(
    ("granted", "env", "step", "count"),
    [
        (", id-token: write", 'NPM_TOKEN: ""', "uses: changesets/action@v1\n        with: {publish: pnpm release}", 0),
        ("", 'NPM_TOKEN: ""', "uses: changesets/action@v1\n        with: {publish: pnpm release}", 1),
        (", id-token: write", 'NODE_AUTH_TOKEN: ""', "run: npm publish", 0),
        (", id-token: write", 'NODE_AUTH_TOKEN: "${{ secrets. }}"', "run: npm publish", 1),
        ("", 'NODE_AUTH_TOKEN: ""', "run: npm publish", 1),
        (", id-token: write", 'CARGO_REGISTRY_TOKEN: ""', "run: cargo publish", 1),
        (", id-token: write", 'CARGO_REGISTRY_TOKEN: ""', "run: npm publish && cargo publish", 1),
    ],
)
def test_a_token_may_be_emptied_where_an_identity_publishes(tmp_path, granted, env, step, count):
    """An index that takes identities needs no token; one that does not is refused by."""
    files = {".github/workflows/release.yml": JOB.format(granted, env, step)}
    assert len(said("credentials-are-not-empty", tmp_path, files)) == count


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        ("      - uses: acme/setup@v1\n      - uses: ./.github/actions/own\n", 0),
        ("      - uses: acme/setup@v1\n", 1),
        ("      - uses: ./.github/actions/own\n", 1),
        ("      - uses: ./.github/actions/own\n      - uses: acme/setup@v1\n", 1),
        ("      - uses: actions/checkout@v4\n", 0),
    ],
)
def test_an_action_of_others_may_check_out(tmp_path, steps, count):
    """An action of the repository can run only from its files: what stood before it fetched them."""
    files = {
        ".github/workflows/release.yml": GH.format(steps),
        ".github/actions/own/action.yml": "runs: {using: composite, steps: []}\n",
    }
    assert len(said("gh-has-a-repository-and-a-token", tmp_path, files)) == count


REPORT = """\
on: {{push: {{tags: ["v*"]}}, pull_request: {{}}}}
jobs:
  cover:
    runs-on: ubuntu-24.04
    steps:
      - run: make report
      - uses: actions/upload-artifact@v4
        with: {{name: report, path: report.txt}}
  comment:
    if: {0}
    needs: cover
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: report}}
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: cargo publish
"""


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("github.event_name == 'pull_request'", 0),
        ("github.event_name == 'pull_request' && github.repository == 'a/b'", 0),
        ("github.event_name == 'push'", 1),
        ("github.event_name != 'push' || github.ref_type == 'tag'", 1),
        ("github.repository == 'a/b'", 1),
    ],
)
def test_what_pull_requests_alone_take_is_no_build(tmp_path, condition, count):
    """A report that a comment shows; what another run takes may be what is released."""
    files = {".github/workflows/release.yml": REPORT.format(condition)}
    assert len(said("publishing-waits-for-builds", tmp_path, files)) == count


DISPATCHED = """\
on: {{workflow_dispatch: {{inputs: {{tag_name: {{required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: |
          cargo publish
          args=("$TAG_NAME" {0})
          more=({1})
          ls dist/* | xargs {2}gh release create "${{args[@]}}" --
        env: {{TAG_NAME: "${{{{ inputs.tag_name }}}}", GH_TOKEN: "${{{{ github.token }}}}"}}
"""


@pytest.mark.parametrize(
    ("args", "more", "word", "count"),
    [
        ('--target "$GITHUB_SHA"', "", "", 0),
        ('--target "$GITHUB_SHA"', "", "$guard ", 0),
        ("--target main", "", "$guard ", 1),
        ("--generate-notes", '--target "$GITHUB_SHA"', "$guard ", 1),
        ("--generate-notes", "", "", 1),
        ("--target main", "", "", 1),
        ("--generate-notes", '--target "$GITHUB_SHA"', "", 1),
    ],
)
def test_a_tag_may_be_made_by_words_of_a_list(tmp_path, args, more, word, count):
    """The run makes its tag where it stands; words of a list that is not given to the command make none."""
    files = {".github/workflows/release.yml": DISPATCHED.format(args, more, word)}
    assert len(said("builds-use-the-release-commit", tmp_path, files)) == count


CALLER = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  unit:
    runs-on: ubuntu-24.04
    steps: [{{run: cargo test}}]
  version:
    runs-on: ubuntu-24.04
    outputs: {{crate: demo}}
    steps: [{{run: make}}]
  rehearse:
    needs: version
    uses: ./.github/workflows/called.yml
    with: {{info: '{0}'}}
"""
CALLED = """\
on: {{workflow_call: {{inputs: {{info: {{type: string, required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - if: fromJSON(inputs.info).is-release {0} 'true'
        run: cargo publish -p demo
"""


@pytest.mark.parametrize(
    ("info", "sign", "count"),
    [
        ('{"is-release": false, "crate": "${{ needs.version.outputs.crate }}"}', "==", 0),
        ('{"is-release": false}', "==", 0),
        ('{"is-release": "true"}', "==", 1),
        ('{"is-release": "${{ needs.version.outputs.crate }}"}', "==", 1),
        ('{"crate": "demo"}', "==", 1),
        ('{"is-release": false}', "!=", 1),
        ("${{ needs.version.outputs.crate }}", "==", 1),
    ],
)
def test_members_of_what_a_caller_hands_over_are_known(tmp_path, info, sign, count):
    """What is called for a rehearsal publishes nothing; what is not known may publish."""
    folder = ".github/workflows"
    files = {f"{folder}/ci.yml": CALLER.format(info), f"{folder}/called.yml": CALLED.format(sign)}
    assert len(said("tests-pass-before-publishing", tmp_path, files)) == count


COMMENTED = """\
on: {{issue_comment: {{types: [created]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - id: who
        uses: acme/check-user-permission@v2
        with: {{require: admin, username: "{0}"}}
      - if: steps.who.outputs.result {1}
        run: |
          echo no
          {2}
      - run: npm publish
"""


@pytest.mark.parametrize(
    ("who", "sign", "end", "count"),
    [
        ("${{ github.triggering_actor }}", "== 'false'", "exit 1", 0),
        ("${{ github.event.comment.user.login }}", "!= 'true'", "exit 1", 0),
        ("${{ github.triggering_actor }}", "== 'true'", "exit 1", 1),
        ("${{ github.triggering_actor }}", "== 'false'", "exit 0", 1),
        ("${{ github.triggering_actor }}", "== 'false'", "exit 1 || true", 1),
        ("octocat", "== 'false'", "exit 1", 1),
    ],
)
def test_a_step_may_end_the_job_for_strangers(tmp_path, who, sign, end, count):
    """Who lacks the permission is refused before anything is published."""
    files = {".github/workflows/release.yml": COMMENTED.format(who, sign, end)}
    assert len(said("publishing-requires-a-trusted-trigger", tmp_path, files)) == count


LOGGED = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: git log --oneline {0} > notes.md
      - run: cargo publish
"""


@pytest.mark.parametrize(
    ("span", "count"),
    [("@{upstream}..", 0), ("@{u}..HEAD", 0), ("v1.0.0..", 1), ("@{upstream}~3..", 1), ("", 1), ("..@{upstream}", 1)],
)
def test_commits_of_the_run_itself_need_no_history(tmp_path, span, count):
    """What was committed on top of the fetched commit is there."""
    files = {".github/workflows/release.yml": LOGGED.format(span)}
    assert len(said("git-history-is-fetched", tmp_path, files)) == count


NOTED = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: {0}
        env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
"""


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ('gh release create "$GITHUB_REF_NAME" --draft --notes "" dist/*', 0),
        ('gh release create "$GITHUB_REF_NAME" --notes "" dist/*', 1),
        ('notes=$(printf ""); gh release create "$GITHUB_REF_NAME" --notes "$notes" dist/*', 1),
    ],
)
def test_notes_of_a_draft_may_be_left_to_people(tmp_path, command, count):
    """A draft without notes in so many words is filled by hand; what is published at once without any is a mistake."""
    project = checkout(tmp_path / "p", {".github/workflows/release.yml": NOTED.format(command)})
    rule = load("gates.tooling.rules")["notes-are-not-empty"]
    assert len(list(rule.findings(Context(read(project.path), tag="v1.2.0", base="v1.1.0")))) == count


@pytest.mark.parametrize(
    ("given", "count"), [("publish: pnpm release", 1), ("publish-script: pnpm release", 1), ("version: x", 0)]
)
def test_an_input_may_have_had_another_name(tmp_path, given, count):
    """The action publishes by either of its inputs, and by none it only opens a pull request."""
    step = f"uses: changesets/action@v2\n        with: {{{given}}}"
    graph = read(checkout(tmp_path / "p", {".github/workflows/release.yml": JOB.format("", "A: b", step)}).path)
    assert len(every_publication(graph)) == count
