"""The command line of a task or suite, made from the catalogue: used by the program and by nox's arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from gotasks.core import options
from gotasks.core.task import Task
from gotasks.edge import console
from gotasks.fronts.request import COMMON, SWITCHES, Request, request


def add_flags(parser: argparse.ArgumentParser, task: Task | None) -> None:
    """Add the flags of a task, and those that all have."""
    if task and task.options:
        own = parser.add_argument_group(f"options of {task.name}")
        for option in task.options:
            if option.kind is options.FLAG:
                own.add_argument(f"--{option.name}", action="store_true", help=_help(option.help))
            else:
                own.add_argument(f"--{option.name}", metavar=option.kind.metavar, help=_help(option.help))
    common = parser.add_argument_group("options of every task")
    common.add_argument("-h", "--help", action="help", help="Show this and end.")
    for name, metavar, text in COMMON:
        common.add_argument(f"--{name}", metavar=metavar, help=_help(text))
    for name, text in SWITCHES:
        common.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=_help(text))


def read(front: str, name: str, task: Task | None, argv: Sequence[str], summary: str = "") -> Request:
    """Read the arguments that follow a name. A wrong flag raises SystemExit(2), as argparse does, ``--help`` 0."""
    parser = Parser(
        prog=f"{front} {name}",
        usage=f"{front} {name}{' --' if front.startswith('nox') else ''} [options]",
        description=summary,
        formatter_class=_Dense,
        allow_abbrev=False,
        add_help=False,
    )
    add_flags(parser, task)
    return request(front.split(" ", maxsplit=1)[0], name, task, vars(parser.parse_args(argv)))


class Parser(argparse.ArgumentParser):
    """Says what is wrong with an argument without the secrets that may stand in it."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and exit with 2."""
        super().error(console.unsecret(message))


class _Dense(argparse.HelpFormatter):
    """One line an option, so that the help of a task fits a screen."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def _help(text: str) -> str:
    return text.replace("%", "%%")
