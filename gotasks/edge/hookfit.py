"""Whether hooks of ours can lie where git looks, and what is to be said of others' hooks there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gotasks.core.errors import UsageError
from gotasks.core.hooks import FOLDER, KEPT, LEGACY, Configured, HookFile, calls, manager, unset
from gotasks.core.settings import HOOKS
from gotasks.edge.hookplaces import HookFolder


def refuse_twice(configured: tuple[Configured, ...]) -> None:
    """Refuse where git's configuration runs gotasks already: it would run twice."""
    for each in configured:
        for event in each.events:
            if event in HOOKS and calls(each.command, event):
                raise UsageError(
                    f"hook.{each.name}.command in git's configuration runs gotasks for {event} already, so it would "
                    f"run twice: git config --unset-all hook.{each.name}.event, then gotasks install-hooks; or leave "
                    "it as it is (git 2.54 or newer runs it, an older one does not)"
                )


def refuse_folder(where: HookFolder, common: str, program: str) -> None:
    """Refuse to write files where git looks, if that folder is not this repository's alone."""
    if where.ours:
        raise UsageError(f"core.hooksPath is {FOLDER}: those hooks are in use; gotasks uninstall-hooks takes them out")
    out = unset(where.scope)
    if where.absent:
        raise UsageError(
            f"core.hooksPath is {where.said}, in the submodule {where.absent}, which is not checked out, so git runs "
            f"no hook at all: {out} && git submodule update --init {where.absent}, then install the hooks again"
        )
    if where.said and not where.folder.is_dir():
        raise UsageError(
            f"core.hooksPath is {where.said}, which is not there, so git runs no hook at all: {out} && gotasks "
            "install-hooks"
        )
    if where.inside(common):
        return
    if not where.said or not where.inside(where.top):
        how = "core.hooksPath is" if where.said else "the hooks folder is a link to"
        raise UsageError(f"{how} {where.folder}, which other repositories may use too: gotasks does not write there")
    raise UsageError(_line_to_add(where, program))


def _line_to_add(where: HookFolder, program: str) -> str:
    """Say which line does what an installed hook would, in a folder of files that belong to the repository."""
    folder = Path(os.path.relpath(where.folder, os.path.realpath(where.top)))
    husky = ".husky" in folder.parts
    folder = folder.parent if husky and folder.name == "_" else folder
    short = os.path.relpath(program, where.top)
    words = program if short.startswith("..") else short
    lines = "".join(f"\n  {folder / name}:  {_line(words, name)}" for name in HOOKS)
    whose = "husky's, which writes it anew" if husky else "a folder of the repository's own files"
    return (
        f"core.hooksPath is {where.said}, {whose}: gotasks does not write there. Add to each of these (make it, with "
        f"#!/bin/sh and the mode 755, where it is missing), before all else, the line:{lines}\n"
        'What reads standard input in pre-push after it gets that by: printf "${refs:+%s\\n}" "$refs" | ...'
    )


def _line(words: str, name: str) -> str:
    """Return a line that does what an installed hook does; git tells pre-push something once, on standard input."""
    feed = 'refs=$(cat); printf "${refs:+%s\\n}" "$refs" | ' if name == "pre-push" else ""
    return f'{feed}{words} hook {name} "$@" || exit'


def refuse_shadow(where: HookFolder, files: Mapping[str, HookFile]) -> None:
    """Refuse to set core.hooksPath where that would turn off somebody's hooks."""
    if where.said and not where.ours:
        raise UsageError(
            f"core.hooksPath is {where.said} already: {unset(where.scope)} takes it out, "
            "and with it the hooks that lie there"
        )
    theirs = [name for name, file in files.items() if file.executable and not file.ours and not name.endswith(KEPT)]
    if theirs and not where.ours:
        raise UsageError(
            f"{where.default / theirs[0]} would run no more: git looks in one folder only. Run gotasks install-hooks "
            "without --hooks-path, which keeps it"
        )


def kept_line(kept: Path, text: str, name: str) -> str:
    """Say of a kept hook whose it is, and what will happen when that program installs itself again."""
    whose = manager(text)
    said = f"kept {kept}: it runs before ours"
    if whose in LEGACY:
        return f"{said}. It is {whose}'s: installed again, it renames ours {name}.legacy and still runs it"
    if whose == "lefthook":
        return (
            f"{said}. It is lefthook's: installed again (as when lefthook.yml changes), it renames ours {name}.old and "
            "runs it no more; gotasks env-check finds that, and gotasks install-hooks mends it"
        )
    return f"{said}. It is {whose}'s" if whose else said


def configured_lines(configured: tuple[Configured, ...]) -> list[str]:
    """Say which hooks of git's configuration run beside ours."""
    return [
        f"hook.{each.name}.command in git's configuration runs beside ours for {', '.join(events)} (git 2.54 or newer)"
        for each in configured
        if (events := [event for event in each.events if event in HOOKS])
    ]
