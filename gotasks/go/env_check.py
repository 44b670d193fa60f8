"""env-check: thirteen indicators of the machine's Go environment, in three layers: runtime, environment, modules.

Only what is broken is a finding; what is merely unusual is advice, in the indicator's note. What a variable's value
is and where it comes from is told by asking Go three times: as it is; with all Go variables of the process empty,
which for Go is the same as unset, so that what ``go env -w`` wrote shows; and with that file off as well.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from posixpath import isabs, join

from gotasks.core.command import NO_FLAG, Command, Outcome, Plan, decode
from gotasks.core.options import seconds
from gotasks.core.result import Part, Result
from gotasks.core.task import Job, Task
from gotasks.go import common, env_modules, env_runtime, env_variables, hooks
from gotasks.go.env_facts import BLAME, VARIABLES, Facts, Said, public

INDICATORS: Mapping[str, Callable[[Facts], Said]] = {
    "runtime/go": env_runtime.go,
    "runtime/goroot": env_runtime.goroot,
    "runtime/c-compiler": env_runtime.compiler,
    "runtime/git": env_runtime.git,
    "environment/gopath": env_variables.gopath,
    "environment/install-folder": env_variables.install_folder,
    "environment/path": env_variables.path,
    "environment/drift": env_variables.drift,
    "environment/goflags": env_variables.goflags,
    "environment/hooks": lambda facts: hooks.installed(facts.job.hooks),
    "modules/mode": env_modules.mode,
    "modules/downloads": env_modules.downloads,
    "modules/go-line": env_modules.go_line,
}

GOWORK = ("GOWORK", "off")
EMPTY = tuple((name, "") for name in VARIABLES)
UNFLAGGED = ("GOFLAGS", NO_FLAG)
"""Says nothing; an empty GOFLAGS would mean the one of ``go env -w``."""

PROBES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "here": (("go", "env", "-json"), (GOWORK,)),
    "written": (("go", "env", "-json"), (*EMPTY, GOWORK)),
    "default": (("go", "env", "-json"), (*EMPTY, GOWORK, ("GOENV", "off"))),
    "flags": (("go", "list", "-f", "{{.Name}}", "errors"), (GOWORK,)),
    "compiled": (
        ("go", "list", "-export", "-f", "{{.Export}}", "errors"),
        (GOWORK, UNFLAGGED, ("GO111MODULE", "off")),
    ),
    "git": (("git", "--version"), ()),
}
"""What each command is for, its argv and what it adds to the environment; none needs the network."""

CHECKED = ("go", "env", "GOFLAGS")


def plan(job: Job) -> Plan:
    """Ask everything in one step, side by side. They run in the fetch environment: it has the user's own values."""
    limit = seconds(job.options["timeout"])
    asked = [Command(argv, env=env, timeout=limit, environment="fetch") for argv, env in PROBES.values()]
    asked.append(Command(CHECKED, env=(GOWORK,), timeout=limit))
    env = dict(job.toolchain.env)
    compiler = shlex.split(env.get("CC", ""))
    if compiler and not job.toolchain.race and env.get("GOHOSTOS") != "darwin":
        asked.append(Command((*compiler, "--version"), timeout=limit))
    places = _places(job)
    if places:
        asked.append(Command(("ls", "-dilL", *places), timeout=limit))
    if env.get("GOMODCACHE"):
        asked.append(Command(("test", "-w", env["GOMODCACHE"]), timeout=limit))
    return (tuple(asked),)


def _places(job: Job) -> tuple[str, ...]:
    """Return the files to look for: each go that PATH may lead to, and the module cache."""
    folders = job.environ.get("PATH", "").split(":")
    cache = dict(job.toolchain.env).get("GOMODCACHE", "")
    named = [join(folder, "go") for folder in folders if isabs(folder)]
    return tuple(dict.fromkeys([*named, cache] if cache else named))


def judge(job: Job, outcomes: tuple[Outcome, ...]) -> Result:
    """Make a part of each indicator; one that could not be seen is a problem, but where Go itself is missing."""
    facts = _facts(job, outcomes)
    parts = []
    unknown = []
    for name, indicator in INDICATORS.items():
        said = indicator(facts)
        findings = tuple(
            finding._replace(rule=name, message=public(finding.message), text=public(finding.text) or name)
            for finding in said.findings
        )
        unknown += [name] if said.word == "not known" else []
        parts.append(Part("tree", name, findings, note=f"{said.word}: {public(said.text)}"))
    problem = f"not known: {', '.join(unknown)}" if unknown else ""
    return Result("env-check", tuple(parts), problem, notes=_notes(parts))


def _notes(parts: list[Part]) -> tuple[str, ...]:
    """Return one line for each piece of advice, because a summary shows no parts."""
    advice = [part for part in parts if part.note.startswith("advice: ")]
    return tuple(f"{part.name}: {part.note.removeprefix('advice: ')}" for part in advice)


def _facts(job: Job, outcomes: tuple[Outcome, ...]) -> Facts:
    """Sort the outcomes by what they were asked for."""
    asked = {(argv, env): name for name, (argv, env) in PROBES.items()}
    named = {asked.get((each.command.argv, each.command.env), each.command.argv[0]): each for each in outcomes}
    checked = next((each for each in outcomes if each.command.argv == CHECKED), None)
    found = named.get("ls")
    return Facts(
        job,
        here=_variables(named.get("here")),
        written=_variables(named.get("written")),
        default=_variables(named.get("default")),
        trouble=_trouble(named.get("here")),
        flags=named.get("flags"),
        compiled=named.get("compiled"),
        git=named.get("git"),
        compiler=next(
            (each for each in outcomes if each.command.argv[-1] == "--version" and each != named.get("git")), None
        ),
        writable=named.get("test"),
        checked=decode(checked.stdout).strip() if checked and not checked.code and not checked.trouble else None,
        places=_inodes(decode(found.stdout), _places(job)) if found else {},
    )


def _variables(outcome: Outcome | None) -> dict[str, str]:
    try:
        found = json.loads(outcome.stdout) if outcome and not outcome.trouble else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _trouble(outcome: Outcome | None) -> str:
    """Return the line in which Go says why it cannot even tell its variables."""
    if outcome is None:
        return "go env was not run"
    if outcome.trouble or not outcome.code:
        return outcome.trouble
    lines = [line for line in decode(outcome.stderr).split("\n") if line and not line.startswith("go: downloading")]
    return next((line for line in lines if any(sign in line for sign, _ in BLAME)), [*lines, "it printed nothing"][0])


def _inodes(listing: str, places: tuple[str, ...]) -> dict[str, str]:
    """Read ``ls -dilL``: the inode of each file that is there, by path. A folder named go is no program.

    The last of the places may be the module cache, which is a folder.
    """
    found = {}
    for line in listing.split("\n"):
        inode, _, rest = line.strip().partition(" ")
        place = next((place for place in places if line.endswith(f" {place}")), "")
        if place and (rest.startswith("-") or place == places[-1]):
            found[place] = inode
    return found


TASK = Task(
    name="env-check",
    summary="Look at the machine's Go environment: thirteen indicators in three layers.",
    plan=plan,
    judge=judge,
    over="machine",
    options=(common.timeout("2m"),),
    stored=lambda _: False,
)
