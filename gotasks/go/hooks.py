"""hooks: whether git starts the hooks that were installed, and whether they and the tracked copies are up to date.

What git lets through without a word is what nobody sees: core.hooksPath to a folder that is not there, a hook without
the execute bit, a hook manager that put its own hook in the place of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from posixpath import basename

from gotasks.core.command import Outcome, Plan
from gotasks.core.hooks import (
    BESIDE,
    FOLDER,
    KEPT,
    LEGACY,
    SHARED,
    WITNESS,
    HookFile,
    Hooks,
    calls,
    comes_late,
    manager,
    record,
    recorded,
    unset,
)
from gotasks.core.result import Finding, Part, Result
from gotasks.core.settings import HOOKS
from gotasks.core.task import Job, Task
from gotasks.core.tree import LINK, Entry
from gotasks.go.env_facts import Said

INSTALL = "gotasks install-hooks"
EXECUTABLE = "100755"
NOWHERE = "/dev/null"
"""Said as core.hooksPath by those who want no hooks."""


def installed(hooks: Hooks) -> Said:
    """Say whether git starts our hooks here; what was never installed is no more than advice."""
    wrong = list(_wrong(hooks))
    if wrong:
        return Said("wrong", "; ".join(wrong), tuple(_finding(hooks.folder, text) for text in wrong))
    advice = list(_advice(hooks))
    if advice:
        return Said("advice", "; ".join(advice))
    return Said("ok", f"git starts {', '.join(HOOKS)} in {hooks.folder}")


def _finding(place: str, text: str, file: str = "", rule: str = "hooks") -> Finding:
    return Finding(file, 0, 0, rule, text, tool="gotasks", text=file or place, repeat="gotasks hooks")


def _wrong(hooks: Hooks) -> Iterator[str]:
    if not hooks.there and (_sign(hooks) or (hooks.scope in {"local", "worktree"} and hooks.said != NOWHERE)):
        yield _missing_folder(hooks)
    elif _sign(hooks):
        for name in HOOKS:
            yield from _not_started(hooks, name)
        yield from _stale(hooks)
        yield from _unrun(hooks)


def _sign(hooks: Hooks) -> bool:
    """Whether hooks of ours were ever installed here."""
    lying = any(file.ours for file in (*hooks.files.values(), *hooks.passed_over.values()))
    return hooks.marked or lying or hooks.said == FOLDER or SHARED in {*hooks.files, *hooks.passed_over}


def _missing_folder(hooks: Hooks) -> str:
    if not hooks.said:
        return f"the hooks were installed, but {hooks.folder} is gone, so git runs none: {INSTALL}"
    again = f"{unset(hooks.scope)} && {INSTALL}"
    if hooks.absent:
        return (
            f"core.hooksPath is {hooks.said}, in the submodule {hooks.absent}, which is not checked out, so git runs "
            f"no hook at all: git submodule update --init {hooks.absent}, or {again}"
        )
    return f"core.hooksPath is {hooks.said}, which is not there, so git runs no hook at all: {again}"


def _not_started(hooks: Hooks, name: str) -> Iterator[str]:
    """Say why git does not start our hook of a name."""
    file = hooks.files.get(name)
    if file and file.ours:
        if not file.executable:
            yield f"{hooks.folder}/{name} is not executable, so git passes it over: chmod +x {hooks.folder}/{name}"
    elif not _is_called(hooks, name, file):
        whose = f"{manager(file.text) or 'another'}'s hook" if file else "no hook"
        moved = next((f"{name}{end}" for end in (".old", ".legacy") if _ours(hooks.files.get(f"{name}{end}"))), "")
        aside = f", and ours was moved to {moved}" if moved else ""
        yield f"{name}: git looks in {hooks.folder} and finds {whose} instead of ours{aside}: {_mend(hooks)}"


def _ours(file: HookFile | None) -> bool:
    return bool(file and file.ours)


def _mend(hooks: Hooks) -> str:
    if hooks.said == FOLDER:
        return f"copy the file from gotasks' own {FOLDER} and commit it"
    if hooks.said:
        return f"{unset(hooks.scope)} && {INSTALL}, or let those hooks call gotasks"
    return INSTALL


def _is_called(hooks: Hooks, name: str, file: HookFile | None) -> bool:
    """Whether somebody else's hook, which git starts, runs ours."""
    if any(name in each.events and calls(each.command, name) for each in hooks.configured):
        return True
    if not file or not file.executable:
        return False
    legacy = hooks.files.get(f"{name}.legacy")
    if manager(file.text) in LEGACY and legacy and legacy.ours and legacy.executable:
        return True
    return calls(file.text, name) or calls(hooks.called.get(name, ""), name)


def _stale(hooks: Hooks) -> Iterator[str]:
    """Say which installed files are not those of this gotasks, and what is wrong with the recorded program."""
    ours = {name: file.text for name, file in hooks.files.items() if file.ours and name in HOOKS}
    if not ours:
        return
    shared = hooks.files.get(SHARED)
    if not shared:
        yield f"{hooks.folder}/{SHARED} is gone, so the hooks refuse everything: {_mend(hooks)}"
        return
    said = recorded(shared.text)
    differs = [name for name, text in ours.items() if text != hooks.templates.get(name)]
    if record(hooks.templates.get(SHARED, ""), **said) != shared.text:
        differs.append(SHARED)
    witness = hooks.files.get(WITNESS)
    if (witness.text if witness else "") != hooks.templates.get(WITNESS, ""):
        differs.append(WITNESS)
    submodule = said["submodule"]
    again = f"make -C {submodule} install-hooks" if submodule else _mend(hooks)
    if differs:
        yield f"{', '.join(differs)} in {hooks.folder} is not as this gotasks has it: {again}"
    if hooks.trouble:
        first = f"git submodule update --init {submodule}" if submodule else "pip install gotasks"
        yield f"the hooks call {said['gotasks']}, which does not start ({hooks.trouble}): {first} && {again}"
    elif submodule and hooks.head and hooks.head != said["pinned"]:
        yield (
            f"the hooks were installed from {submodule} at {said['pinned'][:12]}, and {hooks.head[:12]} is checked out "
            f"there: {again}"
        )


def _unrun(hooks: Hooks) -> Iterator[str]:
    """Say which kept hook nobody runs, because ours is not there."""
    for name in HOOKS:
        if name + KEPT in hooks.files and name not in hooks.files:
            yield f"{hooks.folder}/{name}{KEPT} was kept to run before ours, and ours is gone: {INSTALL}"


def _advice(hooks: Hooks) -> Iterator[str]:
    called = [name for name in HOOKS if _is_called(hooks, name, hooks.files.get(name))]
    ours = [name for name in HOOKS if _ours(hooks.files.get(name))]
    if not called and not ours:
        whose = manager(next((hooks.files[name].text for name in HOOKS if name in hooks.files), ""))
        beside = f" ({whose}'s hooks are)" if whose else ""
        yield f"not installed{beside}: {INSTALL}"
        return
    missing = [name for name in HOOKS if name not in {*called, *ours}]
    if missing:
        verb = "do" if missing[1:] else "does"
        yield f"{', '.join(missing)} {verb} not call gotasks, though {', '.join(called)} does"
    for name in set(called) & set(ours):
        yield f"{name} runs twice: git's configuration calls gotasks too"
    file = hooks.files.get("pre-push")
    theirs = hooks.called.get("pre-push", file.text if file else "")
    if calls(theirs, "pre-push") and comes_late(theirs):
        yield "pre-push calls gotasks after something else, which may read what git says: call it before all else"
    for name in ours:
        kept = hooks.files.get(name + KEPT)
        if kept and not kept.executable:
            yield f"{name}{KEPT} is not executable, so it is not run"


def tracked(entries: Iterable[Entry], hooks: Hooks) -> tuple[Finding, ...]:
    """Compare a repository's own copies of the templates, for core.hooksPath, with those of this gotasks."""
    there = {entry.path: entry for entry in entries if entry.path.startswith(f"{FOLDER}/")}
    if f"{FOLDER}/{SHARED}" not in there:
        return ()
    return tuple(
        _finding(FOLDER, text, f"{FOLDER}/{name}", "copies")
        for name, template in hooks.templates.items()
        for text in _copy(there.get(f"{FOLDER}/{name}"), f"{FOLDER}/{name}", template)
    )


def _copy(entry: Entry | None, path: str, template: str) -> Iterator[str]:
    if entry is None or entry.mode == LINK:
        what = "is missing" if entry is None else "is a symbolic link"
        yield f"{path} {what}, though {FOLDER}/{SHARED} is there: copy it from gotasks' own {FOLDER} and commit it"
        return
    if entry.mode != EXECUTABLE and basename(path) not in BESIDE:
        yield f"{path} is not executable, so git passes it over: git update-index --chmod=+x {path}"
    if entry.oid != _blob(template.encode(), entry.oid):
        yield f"{path} is not as this gotasks has it: copy it from gotasks' own {FOLDER} and commit it"


def _blob(body: bytes, like: str) -> str:
    """Return the id that git gives a file, in the object format of another id."""
    name = "sha1" if len(like) == len(hashlib.sha1(usedforsecurity=False).hexdigest()) else "sha256"
    return hashlib.new(name, b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()


def plan(_: Job) -> Plan:
    """Run nothing: what is to be known was seen when the task was asked for."""
    return ()


def judge(job: Job, _: tuple[Outcome, ...]) -> Result:
    """Make a part of what is installed here, and one of the copies in the tree.

    That nothing is installed is no news: in CI it is always so.
    """
    said = installed(job.hooks)
    copies = tracked(job.entries, job.hooks)
    parts = (
        Part("tree", "installed", said.findings, note=f"{said.word}: {said.text}"),
        Part("tree", "copies", copies, note="" if copies else "ok"),
    )
    return Result("hooks", parts, notes=(said.text,) if said.word == "advice" and _sign(job.hooks) else ())


TASK = Task(
    name="hooks",
    summary="Look whether git starts the installed hooks, and whether they are up to date.",
    plan=plan,
    judge=judge,
    over="machine",
    stored=lambda _: False,
)
