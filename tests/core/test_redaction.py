"""Redaction: no secret in any form that tools print, and no ordinary word harmed."""

import base64
import json
import secrets
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.redaction import MARK, Redactor

# Made up here, in parts, so that no scanner takes this file for a leak.
SECRET = "s3cr3t/" + "värd+" + 'qu"ote&%'
GH, NPM, PYPI, CRATE = "ghp_" + "A1b2" * 9, "npm_" + "Zz9" * 12, "pypi-" + "AgEIcHlwaS5vcmc" + "x" * 20, "cio" + "aB3d" * 8


def forms(secret: str) -> list[str]:
    """Return a secret in the forms that tools print it in."""
    raw = secret.encode()
    basic = [base64.b64encode(prefix + raw + b"@tail").decode() for prefix in (b"", b"a", b"user:", b"x-access-token:")]
    return [
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret),
        json.dumps(secret, ensure_ascii=False),
        repr(secret),
        base64.b64encode(raw).decode(),
        *basic,
    ]


@pytest.mark.parametrize("secret", [SECRET, "hunter2-hunter2", "Tr0ub4dor", "a" * 15 + "Ü"])
def test_a_known_secret_is_hidden_in_every_form(secret: str) -> None:
    """Raw, escaped for URLs, JSON and Python, and inside base64 at each alignment: nothing of it stays."""
    redactor = Redactor([secret])
    for form in forms(secret):
        clean = redactor.text(f"before {form} after")
        assert MARK in clean, form
        assert secret not in clean
        assert clean.startswith("before ")
        assert clean.endswith(" after")


@given(st.text(min_size=16, max_size=60))
def test_whatever_the_secret_its_plain_text_is_gone(secret: str) -> None:
    """Any long secret vanishes from text and from a tree, keys included."""
    redactor = Redactor([secret])
    if len(secret.strip()) < 16 or secret in MARK:
        return
    assert secret not in redactor.text(f"<{secret}>")
    assert secret not in str(redactor.tree({secret: [secret, 1, None]}))


@pytest.mark.parametrize("token", [GH, NPM, PYPI, CRATE, "github_pat_" + "Ab1_" * 10, "glpat-" + "x1Y-" * 6, "AKIA" + "Q7" * 8])
def test_what_looks_like_a_token_is_hidden_unknown_as_it_is(token: str) -> None:
    """A token of a known make is hidden although nobody named it."""
    assert Redactor([]).text(f"token={token};") == f"token={MARK};"


def test_keys_and_userinfo_are_hidden() -> None:
    """A private key block, userinfo in a URL, a signed URL and an authorization header lose what is secret, and no more."""
    redactor = Redactor([])
    block = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"
    assert redactor.text(f"a {block} b") == f"a {MARK} b"
    assert redactor.text("a -----BEGIN PRIVATE KEY-----\nMIIE cut") == f"a {MARK}"
    assert redactor.text("https://me:p@ss@host/x?y=1") == f"https://{MARK}@host/x?y=1"
    assert redactor.text("https://host/z?sig=abc%2F&n=1") == f"https://host/z?sig={MARK}&n=1"
    assert redactor.text("Authorization: Basic dXNlcjpwYXNz") == f"Authorization: Basic {MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "ssh://git@host/x and git@host:x",
        "npm_config_registry, npm_package_json",
        "sha256:" + "0123456789abcdef" * 4,
        "pypi-attestations-verification-of-many-files",
        "https://host/@scope/name",
        "author=Sandover authority token",
        "gh_bin ghost",
        "cioppino",
        "Authorization: required",
        "https://host/a?b=c",
        "pkg:npm/%40scope/name@1.0",
        "a 123456 b",
        "sk-learn sk-image",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Digests, package names, addresses and words that resemble tokens are not touched."""
    environ = {"GITHUB_TOKEN": "true", "AUTH_MODE": "negotiate", "GIT_AUTHOR_NAME": "Sandover", "KEY_ID": "123456"}
    assert Redactor.from_environment(environ, [], Path("/nowhere")).text(text) == text


def test_a_short_secret_is_hidden_only_as_a_word() -> None:
    """A short password does not eat the words that contain it."""
    redactor = Redactor(["letmein"])
    assert redactor.text("letmein, (letmein) but letmeinside") == f"{MARK}, ({MARK}) but letmeinside"


def test_secrets_of_the_environment_are_found_by_name_and_by_profile() -> None:
    """Variables that look like credentials, that the profile names, and userinfo in any variable are secret."""
    environ = {
        "MY_TOKEN": "tok-12345",
        "npm_config__authToken": "auth-12345",
        "PLAIN": "pass",
        "SSH_AUTH_SOCK": "/etc",
        "GOPROXY": "https://u:go-pw-1@proxy,direct",
        "PIP_INDEX_URL": "https://__token__:pip%20pw1@index/simple",
        "OTHER": "stays-here",
        "AUTH_TOKEN_KEYFILE": "/etc",
    }
    redactor = Redactor.from_environment(environ, ["PLAIN"], Path("/nowhere"))
    said = "tok-12345 auth-12345 pass go-pw-1 pip%20pw1 <pip pw1> /etc stays-here __token__"
    assert redactor.text(said) == f"{MARK} {MARK} {MARK} {MARK} {MARK} <{MARK}> /etc stays-here __token__"


@pytest.mark.parametrize(
    "name",
    ["NPM_OTP", "GH_PAT", "SESSION_COOKIE", "SLACK_WEBHOOK", "SENTRY_DSN", "DB_PWD", "MY_PSW", "AWS_CREDS", "CI_JWT",
     "X_BEARER", "DEPLOY_PRIVATE", "GIT_CONFIG_VALUE_0", "TOTP_1", "CREDS", "PAT"],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    """Each name that people give to secrets hides its value, wherever a tool prints it."""
    redactor = Redactor.from_environment({name: "canary-4711-x"}, [], Path("/nowhere"))
    assert redactor.text("sent canary-4711-x") == f"sent {MARK}"


def test_names_that_are_none() -> None:
    """Where we are, whose modules are private and how git is set are no secrets."""
    environ = {
        "PWD": "/", "OLDPWD": "/usr", "GOPRIVATE": "host.example/team", "COMPAT": "canary-4711-x", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "canary-4711-y",
    }  # fmt: skip
    text = "in / and /usr, host.example/team, canary-4711-x, canary-4711-y"
    assert Redactor.from_environment(environ, [], Path("/nowhere")).text(text) == text


def test_a_setting_of_git_and_a_hook_are_hidden_in_their_parts() -> None:
    """A header given to git in its environment, and the path of an address that may be posted to."""
    basic = base64.b64encode(b"x-access-token:canary-4711").decode()
    environ = {
        "GIT_CONFIG_KEY_0": "http.https://host/.extraheader", "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
        "CHAT_WEBHOOK_URL": "https://chat.example/hooks/T0/B0/canary-4712",
    }  # fmt: skip
    said = Redactor.from_environment(environ, [], Path("/nowhere")).text(
        f"{basic} canary-4711 https://chat.example/hooks/T0/B0/canary-4712 hooks/T0/B0/canary-4712"
    )
    assert "canary" not in said
    assert basic not in said


@pytest.mark.parametrize(
    "text",
    [
        "https://hooks.slack.com/services/T0/B0/" + "c4n" * 8,
        "https://discord.com/api/webhooks/123/" + "c4n" * 12,
        "AIza" + "c4N_x" * 7,
        "sk_live_" + "c4n" * 8,
        "SG." + "c4n" * 7 + "." + "c4n" * 9,
        "hf_" + "c4n" * 12,
        "Cookie: session=" + "c4n" * 8,
        "host=db password=" + "c4n" * 4 + " user=me",
        "eyJ" + "c4n" * 5 + ".eyJ" + "c4n" * 5 + "." + "c4n" * 5,
    ],
)
def test_shapes_of_secrets_are_hidden(text: str) -> None:
    """What has the shape of a secret is hidden although nobody named it."""
    said = Redactor([]).text(text)
    assert MARK in said
    assert "c4nc4n" not in said
    assert "c4N_xc4N" not in said


FILES = {
    ".netrc": "machine h login me password net-12345\n",
    ".npmrc": "//registry/:_authToken=npmrc-12345\nother=${NPM_TOKEN}\n",
    ".pypirc": "[pypi]\nusername = __token__\npassword = pypirc-12345\n",
    ".config/pip/pip.conf": "[global]\nindex-url = https://u:pipconf-12345@host/simple\n",
    ".cargo/credentials.toml": '[registry]\ntoken = "cargo-12345"\n',
    ".config/gh/hosts.yml": "github.com:\n    oauth_token: gh-hosts-12345\n    user: me-myself\n",
    ".git-credentials": "https://me:git-cred-12345@host\n",
    ".cargo/config.toml": '[http]\nproxy = "http://me:proxy-12345@h:1"\n',
    ".config/go/env": "GOPROXY=https://me:goenv-12345@h\n",
    ".gitconfig": '[http "https://h/"]\n\textraheader = AUTHORIZATION: bearer header-12345\n',
    "checkout/.npmrc": "//registry/:_authToken=checkout-12345\n",
    "checkout/.git/config": "[remote]\n\turl = https://me:remote-12345@h/x\n",
    ".docker/config.json": '{"auths": {"h": {"auth": "ZG9ja2VyOjEyMzQ1"}}}',
}


@pytest.mark.parametrize("name", FILES)
def test_secrets_of_files_that_clients_read_are_found(tmp_path: Path, name: str) -> None:
    """What a client would send from its credential file is secret here too."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FILES[name])
    redactor = Redactor.from_environment({}, [], tmp_path, tmp_path / "checkout")
    secret = next(
        word
        for word in FILES[name].replace('"', " ").replace("=", " ").replace(":", " ").replace("@", " ").split()
        if "12345" in word or word.startswith("ZG9")
    )
    assert redactor.text(f"sent {secret}, as me-myself") == f"sent {MARK}, as me-myself"


def test_a_password_inside_base64_is_a_secret_in_every_other_form_too(tmp_path: Path) -> None:
    """What a checkout on a CI machine keeps as a basic header is hidden as itself and in other headers."""
    basic, other = (base64.b64encode(f"{user}:header-12345".encode()).decode() for user in ("x-access-token", "me"))
    (tmp_path / ".gitconfig").write_text(f"[http]\n\textraheader = AUTHORIZATION: basic {basic}\n")
    redactor = Redactor.from_environment({}, [], tmp_path)
    said = redactor.text(f"sent {basic}, header-12345 and {other}")
    assert MARK in said
    assert "header-12345" not in said
    assert other not in said


def test_bytes_that_are_no_text_survive() -> None:
    """Binary output loses the secret and nothing else."""
    assert Redactor(["letmein"]).bytes(b"\xff\x00 letmein \xfe") == b"\xff\x00 [redacted] \xfe"


def test_a_secret_that_begins_another_leaves_no_rest() -> None:
    """The longer of two secrets goes first."""
    assert Redactor(["abcdefgh12345678", "abcdefgh12345678-and-more"]).text("abcdefgh12345678-and-more") == MARK


def test_what_is_still_compared_loses_only_what_is_surely_secret() -> None:
    """Among values that checks compare, examples and short words stay; long secrets and tokens go, in keys too."""
    redactor = Redactor(["demo12", "a-long-secret-of-this-machine"])
    told = {"notes": "https://me:example@host/x", "name": "demo12", "a-long-secret-of-this-machine": [GH, 1, None]}
    assert redactor.values(told) == {**{key: told[key] for key in ("notes", "name")}, MARK: [MARK, 1, None]}


def test_ten_megabytes_without_a_secret_stay_what_they_are() -> None:
    """A long log goes through thirty secrets and every pattern unchanged."""
    redactor = Redactor(secrets.token_urlsafe(30) for _ in range(30))
    text = "running 12 tests of https://host/path?x=y ok = 0.1s ghost\n" * 180_000
    assert redactor.text(text) == text
