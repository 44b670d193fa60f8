"""The literal table of tasks, suites and hooks, and what settings add to it."""

from __future__ import annotations

import re

import pytest

from gotasks.core.errors import SettingsError
from gotasks.core.select import choose
from gotasks.core.settings import GENERAL, HOOKS, NAME
from gotasks.core.settings_file import sections
from gotasks.go import catalog

CHECK = ("fmt", "vet", "staticcheck", "lint", "secrets", "race-test")
OWN = '[commands.licence]\nrun = ["licence"]\n[suites]\nmine = ["fmt", "licence"]\n[hooks]\npre-commit = ["mine"]\n'


def test_every_task_is_listed_by_its_name_and_says_what_it_does() -> None:
    for name, task in catalog.TASKS.items():
        assert name == task.name
        assert re.match(NAME, name)
        assert task.summary.endswith(".")


def test_every_table_of_settings_is_found_by_its_name() -> None:
    declared = sections((task.name, option) for task in catalog.TASKS.values() for option in task.options)

    assert dict(catalog.Tables()) == declared


def test_every_option_has_a_help_text() -> None:
    for task in catalog.TASKS.values():
        for option in task.options:
            assert option.help.endswith("."), option.name


def test_names_of_tasks_suites_and_tables_do_not_meet() -> None:
    assert not set(catalog.TASKS) & set(catalog.SUITES)
    assert not set(catalog.Tables()) & {"suites", "hooks", "commands", *(option.key for option in GENERAL)}


@pytest.mark.parametrize("name", [*catalog.SUITES, *catalog.HOOKS])
def test_every_suite_and_hook_can_be_chosen(name: str) -> None:
    settings = catalog.settings_of("")

    assert choose([name], catalog.tasks_of(settings), catalog.suites_of(settings))


def test_the_hooks_that_settings_may_name_are_those_of_the_table() -> None:
    assert set(HOOKS) == set(catalog.HOOKS)


def test_cheap_tasks_come_first_in_check() -> None:
    assert catalog.SUITES["check"].tasks == CHECK


def test_flags_are_no_settings() -> None:
    assert "write" not in catalog.Tables()["fmt"]
    assert catalog.Tables()["coverage"]["minimum"].name == "minimum"


def test_settings_add_commands_suites_and_hooks() -> None:
    settings = catalog.settings_of(OWN)
    tasks, suites = catalog.tasks_of(settings), catalog.suites_of(settings)

    assert [task.name for task in choose(["pre-commit"], tasks, suites)] == ["fmt", "licence"]
    assert [task.name for task in choose(["push"], tasks, suites)] == [*CHECK, "mod", "cover-html"]


def test_settings_may_give_our_suite_other_tasks() -> None:
    settings = catalog.settings_of('[suites]\ncheck = ["vet"]\n')

    chosen = choose(["push"], catalog.tasks_of(settings), catalog.suites_of(settings))

    assert [task.name for task in chosen] == ["vet", "mod", "race-test", "cover-html"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[suites]\npre-commit = ["vet"]\n', id="a suite named like a hook"),
        pytest.param('[commands.pre-commit]\nrun = ["a"]\n', id="a command named like a hook"),
    ],
)
def test_a_name_that_a_hook_would_hide_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        catalog.settings_of(text)


def test_an_error_of_the_settings_names_the_file_that_was_read() -> None:
    with pytest.raises(SettingsError, match=r"^sub/gotasks\.toml:1: "):
        catalog.settings_of("x = 1", file="sub/gotasks.toml")
