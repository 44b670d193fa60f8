"""The command line of the program, and what it does beside tasks and hooks."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from gotasks import __version__
from gotasks.core import push
from gotasks.core.errors import ExitCode, UsageError
from gotasks.core.push import Push
from gotasks.core.report import Report
from gotasks.core.settings import HOOKS, NAME, RESERVED
from gotasks.edge import console, git, hooks, schema
from gotasks.fronts import arguments, consent, ends, hook, install, journal, tools, watch
from gotasks.fronts.listing import here
from gotasks.fronts.mend import answer
from gotasks.fronts.publish import report_path, show, show_push

EXITS = "exit status: 0 passed, 1 failed, 2 wrong usage or settings, 3 not judged, 130 interrupted"


def run(argv: Sequence[str]) -> int:
    """Do what the arguments ask for."""
    cwd = ends.folder()
    name = argv[0] if argv else "--help"
    if name in RESERVED or not re.fullmatch(NAME, name):
        # The working tree's own tasks are read for the list alone.
        known = here(cwd).summaries if name in {"-h", "--help"} else {}
        args = _parser(known).parse_args(argv or ["--help"])
        code: int = args.act(args)
        return code
    found = here(cwd)
    asked = arguments.read("gotasks", name, found.tasks.get(name), argv[1:], found.summaries.get(name, ""))
    return answer(asked, cwd, os.environ)


def _parser(known: Mapping[str, str]) -> argparse.ArgumentParser:
    tasks = "\n".join(f"  {name:<18} {summary}" for name, summary in known.items())
    parser = arguments.Parser(
        prog="gotasks",
        usage="gotasks [-h] [--version] TASK|SUITE|COMMAND ...",
        description="Checks for Go that judge exactly the tree that is committed, in a private checkout.",
        epilog=f"tasks and suites (gotasks NAME --help lists their options):\n{tasks}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"gotasks {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_report(commands.add_parser("report", help="Show, validate or find reports."))
    install = commands.add_parser("install-hooks", help="Install the git hooks of this repository.")
    install.add_argument(
        "--hooks-path", action="store_true", help="Set core.hooksPath=.githooks instead of installing files."
    )
    install.set_defaults(act=_install)
    uninstall = commands.add_parser("uninstall-hooks", help="Take the hooks out again and restore what was there.")
    uninstall.set_defaults(act=_uninstall)
    run_hook = commands.add_parser("hook", help="What the installed hooks call.")
    run_hook.add_argument("hook", choices=sorted(HOOKS))
    run_hook.add_argument("rest", nargs="*")
    run_hook.set_defaults(act=lambda args: hook.run(args.hook, args.rest, os.environ))
    allow = commands.add_parser("allow", help="Show and allow the own commands and tasks that hooks run.")
    allow.add_argument(
        "--tree", default="worktree", metavar="TREE", help="Whose: index, a revision, or the working tree's."
    )
    allow.set_defaults(act=_allow)
    noted = commands.add_parser("journal", help="Show the last runs here.")
    noted.add_argument("--json", action="store_true", help="Print the lines as they are: JSON.")
    noted.add_argument(
        "--lines", type=_count, default=journal.SHOWN, metavar="N", help="How many; 0 for all (default 20)."
    )
    noted.set_defaults(act=_journal)
    listed = commands.add_parser("tools", help="List the pinned tools, with versions and origin.")
    listed.set_defaults(act=_tools)
    watched = commands.add_parser(
        "watch",
        help="Judge index and working tree in the background, as files are saved.",
        description=watch.HELP,
    )
    watched.set_defaults(act=lambda _: watch.run(os.getcwd(), os.environ))
    return parser


def _count(text: str) -> int:
    """Read a number of lines, for argparse."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines")
    return int(text)


def _add_report(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    acts.add_parser("path", help="Say where reports are written.").set_defaults(act=_report_path)
    for name, act, text in (
        ("show", _report_show, "Print a report as text."),
        ("validate", _report_validate, "Check a report against its schema."),
    ):
        one = acts.add_parser(name, help=text)
        one.add_argument("file", metavar="FILE")
        one.set_defaults(act=act)


def _report_path(_: argparse.Namespace) -> int:
    repository = git.locate(os.getcwd(), os.environ)
    console.say(f"{report_path(repository, os.environ)}\n")
    return ExitCode.PASSED


def _report_show(args: argparse.Namespace) -> int:
    data = _read(args.file)
    try:
        if _kind(data) == "push":
            show_push(Push.from_plain(data), args.file, os.environ)
        else:
            show(Report.from_plain(data), args.file, os.environ)
    except ValueError as error:
        raise UsageError(f"{args.file}: {error}") from None
    return ExitCode.PASSED


def _report_validate(args: argparse.Namespace) -> int:
    data = _read(args.file)
    wrong = schema.errors(_kind(data), data)
    for line in wrong:
        console.say(f"{args.file}: {line}\n", error=True)
    if not wrong:
        console.say(f"{args.file}: valid\n")
    return ExitCode.FAILED if wrong else ExitCode.PASSED


def _kind(data: object) -> str:
    """Return which of our schemas data is to be held to."""
    return "push" if isinstance(data, dict) and data.get("schema") == push.SCHEMA else "report"


def _read(file: str) -> object:
    try:
        found: object = json.loads(Path(file).read_bytes())
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{file}: not JSON: {error}") from None
    return found


def _install(args: argparse.Namespace) -> int:
    for line in install.install(os.getcwd(), os.environ, hooks_path=args.hooks_path):
        console.say(f"{line}\n")
    return ExitCode.PASSED


def _allow(args: argparse.Namespace) -> int:
    for line in consent.allow(os.getcwd(), os.environ, args.tree):
        console.say(f"{line}\n")
    return ExitCode.PASSED


def _journal(args: argparse.Namespace) -> int:
    for line in journal.shown(os.getcwd(), os.environ, count=args.lines, raw=args.json):
        console.say(f"{line}\n")
    return ExitCode.PASSED


def _tools(_: argparse.Namespace) -> int:
    for line in tools.listed(os.getcwd()):
        console.say(f"{line}\n")
    return ExitCode.PASSED


def _uninstall(_: argparse.Namespace) -> int:
    for line in hooks.uninstall(os.getcwd()):
        console.say(f"{line}\n")
    return ExitCode.PASSED
