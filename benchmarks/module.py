"""A real Go module as a repository that gotasks judges, and as a clone for the commands by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

import realgo  # noqa: E402 - it lies beside the tests that share it

from benchmarks import rewriting  # noqa: E402
from benchmarks.byhand import Spots  # noqa: E402

MODULES = {
    "chi": realgo.CHI,
    "cobra": realgo.COBRA,
    "gin": realgo.GIN,
    "testify": realgo.TESTIFY,
    "fsnotify": realgo.FSNOTIFY,
}

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What gotasks said of one task."""

    status: str
    why: str
    findings: tuple[Finding, ...]
    program: str
    exit: int

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that refuse."""
        return tuple(found for found in self.findings if found["state"] == "new")


class Bench:
    """A fresh repository of a module, a clone of it for what is done by hand, and a cache for gotasks."""

    def __init__(self, module: str, folder: Path, cache: Path) -> None:
        self.repository = realgo.repository(MODULES[module], folder / module)
        self.clone = folder / f"{module}-by-hand"
        realgo.git(folder, "clone", "-q", str(self.repository), str(self.clone))
        self.package = realgo.command(self.repository, "go", "list", "-f", "{{.Name}}", ".").decode().strip()
        environ = {
            name: value
            for name, value in os.environ.items()
            if name not in {"CI", "GOFLAGS", "PYTHONDONTWRITEBYTECODE"}
        }
        self.environ = {**environ, "GOTASKS_CACHE": str(cache), "GOLANGCI_LINT_CACHE": str(folder / "golangci-lint")}
        self.first = realgo.git(self.repository, "rev-parse", "HEAD").decode().strip()
        self.program = Path(sys.executable).parent / "gotasks"
        self.all: dict[str, Answer] = {}
        self.flaky: Spots = frozenset()

    def gotasks(self, *argv: str) -> list[Answer]:
        """Run gotasks; return its answer for each task."""
        said = self._run(self.repository, str(self.program), *argv, "--json")
        if not said.stdout:
            raise SystemExit(f"gotasks {argv}: {said.stderr}")
        report = json.loads(said.stdout)
        return [_answer(task, report["exit_status"]) for task in report["tasks"]]

    def by_hand(self, *argv: str, **env: str) -> str:
        """Run a command in the clone; return what it printed, whatever its exit status."""
        done = self._run(self.clone, *argv, **env)
        return done.stdout + done.stderr

    def everything(self, task: str) -> Answer:
        """Return all findings of the module as it is, asked for once."""
        if task not in self.all:
            self.all[task] = self.anew(task)
        return self.all[task]

    def anew(self, task: str, *flags: str) -> Answer:
        """Ask for all findings of the module as it is."""
        (answer,) = self.gotasks(task, "--all", "--tree", self.first, *flags)
        return answer

    def branch(self, name: str, change: Callable[[], object]) -> None:
        """Make a branch from main with one commit."""
        realgo.git(self.repository, "checkout", "-q", "-f", "-B", name, "main")
        change()
        realgo.git(self.repository, "add", "-A", "-f")
        realgo.commit(self.repository, name)

    def add(self, files: dict[str, str], message: str) -> None:
        """Commit files to main, in which ``NAME`` stands for the package."""
        for name, text in files.items():
            (self.repository / name).write_text(text.replace("NAME", self.package))
        realgo.git(self.repository, "add", "-A", "-f")
        realgo.commit(self.repository, message)

    def moved(self, name: str, window: rewriting.Window) -> bool:
        """Make a branch on which a window has moved, or go back to main where the code does not compile then."""
        done: list[bool] = []

        def change() -> None:
            done.append(rewriting.move(self.repository, window, self.compiled))
            if done[0]:
                realgo.command(self.repository, "gofmt", "-w", window.file, window.target)

        self.branch(f"moved-{name}", change)
        if not done[0]:
            self.back()
        return done[0]

    def back(self) -> None:
        """Go back to main."""
        realgo.git(self.repository, "checkout", "-q", "-f", "main")

    def compiled(self, folder: str) -> str:
        """Return what the compiler says of a package and its tests."""
        done = self._run(self.repository, "go", "test", "-run=^$", "-vet=off", f"./{folder}")
        return done.stdout + done.stderr

    def _run(self, folder: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
        environ = {**self.environ, **env}
        return subprocess.run(argv, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def _answer(task: dict[str, Any], status: int) -> Answer:
    result = task["result"]
    findings = tuple(found for part in result["parts"] for found in part["findings"])
    ran = next((run["argv"][0] for run in result["runs"]), "")
    return Answer(task["verdict"]["status"], task["verdict"]["reason"], findings, ran, status)


def share_tools(cache: Path) -> None:
    """Take the pinned tools from the user's own cache, where they are built once."""
    told = subprocess.run(
        (sys.executable, "-c", "import os; from gotasks.edge import files; print(files.cache_folder(os.environ))"),
        capture_output=True,
        text=True,
        check=True,
    )
    tools = Path(told.stdout.strip()) / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / "tools").exists():
        (cache / "tools").symlink_to(tools)
