"""The environment of children: the caller's less a deny-list, frozen once, in two forms, fetch and check."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gotasks.core.command import NO_FLAG, Environment
from gotasks.edge.redact import is_secret

LOCAL = frozenset(
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
    ]
)
"""What ``git rev-parse --local-env-vars`` lists, less GIT_CONFIG_COUNT, with which CI passes credentials."""

HOOK = frozenset(
    [
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_AUTHOR_DATE",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "GIT_COMMITTER_DATE",
        "GIT_EDITOR",
        "GIT_SEQUENCE_EDITOR",
        "GIT_EXEC_PATH",
        "GIT_REFLOG_ACTION",
        "GIT_QUARANTINE_PATH",
        "GIT_CHERRY_PICK_HELP",
        "GIT_MERGE_AUTOEDIT",
        "GIT_TRACE2_PARENT_SID",
        "GIT_OPTIONAL_LOCKS",
    ]
)
"""What git exports to hooks beside that."""

CREDENTIALS = r"^GIT_CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+)$"
"""Configuration by environment, with which CI passes credentials for private modules (git-config(1))."""

OTHER = ("GITHEAD_", "GIT_PUSH_OPTION_", "GOTASKS_")

SHELL = frozenset({"_", "PWD", "OLDPWD", "SHLVL"})
"""What each shell sets anew, and what says nothing about a check."""

VOLATILE = frozenset(
    [
        "TERM",
        "MAKEFLAGS",
        "MAKELEVEL",
        "MFLAGS",
        "MAKE_TERMOUT",
        "MAKE_TERMERR",
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "COLORTERM",
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "FORCE_COLOR",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WINDOWID",
        "SSH_AUTH_SOCK",
        "SSH_AGENT_PID",
        "SSH_CLIENT",
        "SSH_CONNECTION",
        "SSH_TTY",
        "XDG_SESSION_ID",
        "XDG_RUNTIME_DIR",
        "XDG_SESSION_TYPE",
        "MAKEFLAGS",
        "MAKELEVEL",
        "MFLAGS",
        "MAKE_TERMOUT",
        "MAKE_TERMERR",
        "DBUS_SESSION_BUS_ADDRESS",
        "TMUX",
        "TMUX_PANE",
        "STY",
        "WINDOW",
        "TERM_SESSION_ID",
        "ITERM_SESSION_ID",
        "SHELL_SESSION_ID",
        "GNOME_TERMINAL_SCREEN",
        "GNOME_TERMINAL_SERVICE",
        "VTE_VERSION",
        "KONSOLE_DBUS_SERVICE",
        "KONSOLE_DBUS_SESSION",
        "KONSOLE_DBUS_WINDOW",
        "KITTY_PID",
        "KITTY_WINDOW_ID",
        "KITTY_LISTEN_ON",
        "ALACRITTY_LOG",
        "ALACRITTY_SOCKET",
        "ALACRITTY_WINDOW_ID",
        "WEZTERM_PANE",
        "WEZTERM_UNIX_SOCKET",
        "TILIX_ID",
        "TERMINATOR_UUID",
        "WT_SESSION",
        "ZELLIJ_PANE_ID",
        "ZELLIJ_SESSION_NAME",
        "VSCODE_GIT_IPC_HANDLE",
        "VSCODE_IPC_HOOK_CLI",
        "LS_COLORS",
        "EDITOR",
        "VISUAL",
        "PAGER",
    ]
)
"""They change with every terminal, so checks do not see them: their answers hold in all."""

TURNING = frozenset(
    [
        "run",
        "skip",
        "list",
        "exec",
        "short",
        "count",
        "vet",
        "c",
        "o",
        "n",
        "json",
        "overlay",
        "modfile",
        "vettool",
        "toolexec",
    ]
)
"""Flags with which GOFLAGS would choose other tests, other sources or another judge."""

ANALYZERS = frozenset(
    [
        "appends",
        "asmdecl",
        "assign",
        "atomic",
        "bools",
        "buildtag",
        "cgocall",
        "composites",
        "copylocks",
        "defers",
        "directive",
        "errorsas",
        "framepointer",
        "hostport",
        "httpresponse",
        "ifaceassert",
        "loopclosure",
        "lostcancel",
        "nilfunc",
        "printf",
        "shift",
        "sigchanyzer",
        "slog",
        "stdmethods",
        "stdversion",
        "stringintconv",
        "structtag",
        "testinggoroutine",
        "tests",
        "timeformat",
        "unmarshal",
        "unreachable",
        "unsafeptr",
        "unusedresult",
        "waitgroup",
    ]
)
"""Analyzers of ``go vet`` (``go tool vet help``): naming one turns others off."""

RACING = r"(?:history_size|halt_on_error|atexit_sleep_ms)=\d+|strip_path_prefix=[^'\"]+"
"""Words of GORACE that turn no verdict; exitcode, log_path and suppressions do (go.dev/doc/articles/race_detector)."""

CHECK = {"GOPROXY": "off", "GONOPROXY": "none", "GOVCS": "*:off"}
"""With these Go fetches nothing (https://go.dev/ref/mod#environment-variables)."""


def elsewhere(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which git looks at another repository than the one that it was told of."""
    return {name: value for name, value in environ.items() if name not in LOCAL}


class Environments(NamedTuple):
    """What the children of one run get."""

    fetch: Mapping[str, str]
    check: Mapping[str, str]

    def of(self, kind: Environment) -> Mapping[str, str]:
        """Return the environment that a command asks for."""
        return self.fetch if kind == "fetch" else self.check


def build(
    environ: Mapping[str, str], *, ceiling: str, go_folder: str = "", pass_env: Iterable[str] = (), goflags: str = ""
) -> Environments:
    """Freeze the environments of a run.

    ``ceiling`` is the folder above which git must not look for a repository; ``go_folder`` comes first on PATH;
    ``goflags`` is what ``go env GOFLAGS`` says.
    """
    path = os.pathsep.join(_path(environ, go_folder))
    fetch = {name: value for name, value in elsewhere(environ).items() if name not in HOOK | SHELL}
    fetch = {name: value for name, value in fetch.items() if not name.startswith(OTHER)}
    fetch |= {"PATH": path, "GIT_CEILING_DIRECTORIES": ceiling, "GIT_TERMINAL_PROMPT": "0"}
    passed = frozenset(pass_env)
    check = {name: value for name, value in fetch.items() if name in passed or not (_hidden(name) or name in VOLATILE)}
    if "GORACE" in check:
        check["GORACE"] = _racing(check["GORACE"])
    flags = " ".join(flag for flag in goflags.split() if not _turns(flag))
    return Environments(fetch, check | CHECK | ({"GOFLAGS": flags or NO_FLAG} if flags != goflags else {}))


def _turns(flag: str) -> bool:
    """Whether a flag of GOFLAGS, quoted or not, would turn what is judged."""
    word = flag.strip("'\"").lstrip("-")
    name = word.partition("=")[0]
    return word == "mod=mod" or name in TURNING or name.partition(".")[0] in ANALYZERS | {"test"}


def _racing(said: str) -> str:
    """Return what of GORACE may stay; quotes in it, which may hold several words, take all of it away."""
    words = re.split(r"[ ,:\s]+", said)
    quoted = "'" in said or '"' in said
    return "" if quoted else " ".join(word for word in words if re.fullmatch(RACING, word))


def _hidden(name: str) -> bool:
    return is_secret(name) or bool(re.match(CREDENTIALS, name))


def _path(environ: Mapping[str, str], first: str) -> list[str]:
    """Build PATH: git puts its own folder first in hooks, and a relative folder would mean the judged tree's."""
    own = environ.get("GIT_EXEC_PATH", "")
    folders = [folder for folder in environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(folder)]
    wanted = [folder for folder in folders if folder != own and not folder.endswith("/git-core")]
    return list(dict.fromkeys([first, *wanted] if first else wanted))
