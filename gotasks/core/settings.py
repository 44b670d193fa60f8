"""What ``gotasks.toml`` may say, and what it said.

What may stand in it is declared here (``GENERAL``), by the tasks' options, and nowhere else; the reader
(``settings_file``) and the schema are made from the same declarations.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from gotasks.core import options
from gotasks.core.options import Option, Value
from gotasks.core.plain import EMPTY

FILE = "gotasks.toml"
RESERVED = frozenset({"allow", "hook", "install-hooks", "journal", "report", "tools", "uninstall-hooks", "watch"})
"""What the program has beside tasks and suites."""

NAME = r"^[a-z][a-z0-9-]*$"

HOOKS = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
"""The git hooks that gotasks installs, and that ``[hooks]`` may name."""

GENERAL = (
    Option(
        "preset",
        options.choice("golden"),
        '"golden" lets nothing pass: every finding refuses, gofumpt, all of staticcheck, 80 % coverage. Unless said, '
        "findings that the baseline has too do not refuse.",
    ),
    Option("requires", options.TEXT, 'The versions of gotasks that may judge, as ">=1.2,<2".'),
    Option("go", options.LIST, 'The Go versions that nox offers ci for, as ["1.25", "1.26"].', ()),
    Option(
        "git",
        options.FLAG,
        "Make the private checkout a repository with one commit, for tests that ask git.",
        default=False,
    ),
    Option(
        "every-commit",
        options.FLAG,
        "The pre-push hook judges each commit that is new to the remote, not only the last ones.",
        default=False,
    ),
    Option(
        "exclude",
        options.LIST,
        "Folders that no task looks at; * stands for any characters. What other code imports is still compiled.",
        (),
    ),
    Option(
        "carry",
        options.CARRY,
        'Files and folders that the tree lacks and the checks need, as ["gen/*.pb.go", "../sib"]; * stands for any '
        "characters of one name. See [tree.md](tree.md).",
        (),
    ),
    Option("lfs", options.FLAG, "Put the contents in place of Git LFS pointers.", default=False),
    Option(
        "submodules",
        options.FLAG,
        "Fill all submodules, recursively, each at its recorded commit; unless said, only those that Go reaches.",
        default=False,
    ),
    Option("pass-env", options.LIST, "Secret-named variables that checks may see all the same.", ()),
    Option(
        "race",
        options.choice("auto", "required"),
        'Where the race detector cannot run: "auto" tests without it and says so, "required" does not judge.',
        "auto",
    ),
)

FOUND = '"lines" reads path:line:col: text, "sarif" SARIF on standard output, "none" goes by the exit status alone.'
COMMAND = (
    Option("run", options.LIST, "The program and its arguments, run in the root of the checkout. No shell."),
    Option("timeout", options.DURATIONS, "How long it may take.", "10m"),
    Option("findings", options.choice("lines", "sarif", "none"), FOUND, "none"),
    Option("found-status", options.COUNT, "The exit status that says that something was found, beside 0.", 1),
    Option("summary", options.TEXT, "What --list says of it.", ""),
)


class OwnCommand(NamedTuple):
    """A ``[commands.NAME]`` table: the user's own task."""

    name: str
    run: tuple[str, ...]
    timeout: str = "10m"
    findings: Literal["lines", "sarif", "none"] = "none"
    found_status: int = 1
    summary: str = ""


class Settings(NamedTuple):
    """All of ``gotasks.toml``.

    ``values`` holds what was said of tasks, by (table, key); ``said`` is the whole file as it was read.
    """

    preset: str = ""
    requires: str = ""
    go: tuple[str, ...] = ()
    git: bool = False
    every_commit: bool = False
    exclude: tuple[str, ...] = ()
    carry: tuple[str, ...] = ()
    lfs: bool = False
    submodules: bool = False
    pass_env: tuple[str, ...] = ()
    race: Literal["auto", "required"] = "auto"
    suites: Mapping[str, tuple[str, ...]] = EMPTY
    hooks: Mapping[str, tuple[str, ...]] = EMPTY
    commands: tuple[OwnCommand, ...] = ()
    values: Mapping[tuple[str, str], Value] = EMPTY
    said: Mapping[str, Any] = EMPTY
