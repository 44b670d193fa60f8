"""What children see of the caller's environment."""

from __future__ import annotations

import subprocess

import pytest

from gotasks.edge import environment
from gotasks.edge.redact import is_secret

CALLER = {
    "PATH": "/usr/lib/git-core:/usr/bin:relative::/bin:/usr/bin",
    "HOME": "/home/a",
    "GIT_DIR": "/r/.git",
    "GIT_INDEX_FILE": ".git/index",
    "GIT_AUTHOR_DATE": "now",
    "GIT_EXEC_PATH": "/usr/lib/git-core",
    "GITHEAD_1234": "branch",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "url.x.insteadOf",
    "GITHUB_TOKEN": "0123456789",
    "DATABASE_URL": "postgres://localhost",
    "GOTASKS_CACHE": "/c",
    "SHLVL": "3",
}


def built(**more: str) -> environment.Environments:
    return environment.build({**CALLER, **more}, ceiling="/slot", go_folder="/go/bin")


def test_gits_own_variables_reach_nobody() -> None:
    for seen in (built().fetch, built().check):
        assert not {"GIT_DIR", "GIT_INDEX_FILE", "GIT_AUTHOR_DATE", "GIT_EXEC_PATH", "GITHEAD_1234"} & set(seen)
        assert seen["GIT_CEILING_DIRECTORIES"] == "/slot"


def test_the_deny_list_holds_all_that_this_git_calls_local() -> None:
    listed = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True)

    assert set(listed.stdout.split()) - {"GIT_CONFIG_COUNT"} <= environment.LOCAL


def test_credentials_are_for_fetching_only() -> None:
    seen = built()

    assert {"GITHUB_TOKEN", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0"} <= set(seen.fetch)
    assert not {"GITHUB_TOKEN", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0"} & set(seen.check)


def test_a_check_fetches_nothing() -> None:
    assert built().check["GOPROXY"] == "off"
    assert "GOPROXY" not in built().fetch


def test_pass_env_lets_a_secret_through() -> None:
    seen = environment.build(CALLER, ceiling="/slot", pass_env=["GITHUB_TOKEN"])

    assert seen.check["GITHUB_TOKEN"] == "0123456789"


def test_path_begins_with_go_and_has_neither_gits_folder_nor_relative_ones() -> None:
    assert built().check["PATH"] == "/go/bin:/usr/bin:/bin"


def test_what_direnv_sets_is_seen() -> None:
    assert built().check["DATABASE_URL"] == "postgres://localhost"


def test_mod_mod_is_taken_out_of_goflags_and_nothing_else() -> None:
    seen = environment.build(CALLER, ceiling="/s", goflags="-mod=mod -trimpath").check

    assert seen["GOFLAGS"] == "-trimpath"
    assert "GOFLAGS" not in environment.build(CALLER, ceiling="/s", goflags="-trimpath").check


def test_a_check_sees_the_environment_but_not_the_terminal() -> None:
    assert built(TERM="dumb", TZ="UTC").check == built(TERM="xterm", TZ="UTC").check
    assert built(TZ="UTC").check != built(TZ="CET").check


@pytest.mark.parametrize(
    "name",
    [
        "GITHUB_TOKEN",
        "TOKEN",
        "DB_PASSWORD",
        "PGPASSWORD",
        "MYSQL_PWD",
        "DB_PASS",
        "AWS_SECRET_ACCESS_KEY",
        "api_key",
        "GOAUTH",
    ],
)
def test_a_name_that_says_secret(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["PATH", "PWD", "COMPASS", "KEYBOARD", "TOKENIZER", "MONKEY", "SSH_AUTH_SOCK", "GIT_CONFIG_KEY_0"]
)
def test_a_name_that_does_not(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize("flag", ["-test.run=zz", "-test.count=0", "-printf=false", "-printf.funcs=x", "-copylocks"])
def test_goflags_that_turn_tests_or_analyzers_off_are_dropped(flag: str) -> None:
    made = environment.build({"PATH": "/bin"}, ceiling="/", goflags=f"-tags=a {flag}")

    assert made.check["GOFLAGS"] == "-tags=a"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("exitcode=0", ""),
        ("history_size=3 exitcode=0,log_path=/x:halt_on_error=1", "history_size=3 halt_on_error=1"),
        ("strip_path_prefix=/src/\tatexit_sleep_ms=0", "strip_path_prefix=/src/ atexit_sleep_ms=0"),
        ("strip_path_prefix='a exitcode=0'", ""),
        ("report_bugs=0 suppressions=f include=g exitcode", ""),
    ],
)
def test_gorace_keeps_what_turns_no_verdict(said: str, kept: str) -> None:
    assert built(GORACE=said).check["GORACE"] == kept


def test_no_child_gets_what_git_says_is_a_repositorys_own() -> None:
    listed = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True)
    names = listed.stdout.split()
    made = environment.build({"PATH": "/bin", **dict.fromkeys(names, "x")}, ceiling="/")

    assert names
    assert [name for name in names if name in made.check] == []
    # With it CI passes credentials for private modules; without the others it leads to no repository.
    assert [name for name in names if name in made.fetch] == ["GIT_CONFIG_COUNT"]
