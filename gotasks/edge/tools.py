"""The pinned tools: each a small Go module of ours, or a ``tool`` line of the user's; built once, run directly.

<cache>/tools/<name>-<digest>/<name>       the built file; the folder appears whole or not at all
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from gotasks.core import modfile
from gotasks.core.command import NO_FLAG, Command, Outcome, Step
from gotasks.core.errors import NotJudgedError, UsageError, nearest
from gotasks.core.keys import digest
from gotasks.core.task import Tool, Toolchain
from gotasks.core.tree import Module
from gotasks.edge import files
from gotasks.edge.lock import locked

PATIENCE = 3600.0
"""Seconds for one build: golangci-lint takes minutes on a small machine."""


def pins() -> dict[str, Path]:
    """Return the folders of our tool modules, by the tool's name."""
    return {path.parent.name: path.parent for path in sorted(files.carried("tools").glob("*/go.mod"))}


class Tools(NamedTuple):
    """Finds and builds tools for one toolchain.

    ``modules`` are those of the judged ``tree``, checked out at ``root``: their ``tool`` lines come before our pins,
    so that their go.sum checks what is built. ``content`` has the texts of the tree's files by path; ``found`` and
    ``lacking`` are what is known by now: tools by name, and why there is none.
    """

    folder: Path
    toolchain: Toolchain
    modules: tuple[Module, ...]
    tree: str
    root: str
    content: Mapping[str, str]
    step: Callable[[Step], tuple[Outcome, ...]]
    lacking: dict[str, str]
    found: dict[str, Tool]
    tell: Callable[[str], None] = lambda _: None

    def find(self, name: str) -> Tool:
        """Return a tool by name: where its built file lies, or will. Its sums are read once a run."""
        if name not in self.found:
            self.found[name] = self._find(name)
        return self.found[name]

    def _find(self, name: str) -> Tool:
        pin = pins().get(name)
        if pin is None:
            raise UsageError(f"there is no pinned tool {name!r}{nearest(name, pins())}")
        said = modfile.directives((pin / "go.mod").read_text("utf-8"))
        package = modfile.first(said, "tool")
        origin, folder = "gotasks", str(pin)
        texts = [(pin / each).read_text("utf-8") for each in ("go.mod", "go.sum")]
        for module in self.modules:
            if package in module.tools:
                origin = os.path.normpath(os.path.join(module.folder, "go.mod"))
                folder = os.path.join(self.root, module.folder)
                # go.sum does not hold what lies in the tree: local replacements, modules of a workspace.
                own = self.tree if module.local or module.work else ""
                texts = [own, *(self.content.get(path, "") for path in (origin, f"{origin[:-3]}sum"))]
                said = modfile.directives(texts[1])
                break
        made = digest(name, package, texts, self._go(said), self._env("GOHOSTOS"), self._env("GOHOSTARCH"))
        path = self.folder / f"{name}-{made[:16]}" / name
        return Tool(name, package, _version(package, said), origin, made, str(path), folder)

    def equip(self, names: Iterable[str]) -> None:
        """Build side by side what is not built yet; why one could not be is remembered in ``lacking``."""
        wanted = [tool for tool in map(self.find, dict.fromkeys(names)) if not self.built(tool)]
        wanted = [tool for tool in wanted if tool.name not in self.lacking]
        if not wanted:
            return
        self.tell(f"building {', '.join(f'{tool.name} {tool.version}' for tool in wanted)} (once)")
        try:
            self._build(wanted)
        except (OSError, NotJudgedError) as error:
            self.lacking.update({tool.name: str(error) for tool in wanted if not self.built(tool)})
        self.tell("")

    def get(self, names: Iterable[str]) -> tuple[Tool, ...]:
        """Return tools, each with the reason why it could not be built, if there is one."""
        return tuple(tool._replace(lacking=self._lack(tool)) for tool in map(self.find, names))

    def built(self, tool: Tool) -> bool:
        """Whether a tool's built file is there."""
        return os.access(tool.path, os.X_OK)

    def _lack(self, tool: Tool) -> str:
        return self.lacking.get(tool.name, "") or ("" if self.built(tool) else self.toolchain.missing)

    def _env(self, name: str) -> str:
        return dict(self.toolchain.env).get(name, "")

    def _go(self, said: modfile.Directives) -> tuple[int, ...]:
        """Return the minor version of Go that a tool is built with.

        It must not be older than the one whose code the tool reads; patches do not count.
        """
        read = (self.toolchain.go, *(module.go for module in self.modules))
        return max(_minor(go) for go in (modfile.first(said, "go"), *read))

    def _build(self, wanted: list[Tool]) -> None:
        """Build tools beside their places, then move each there as a whole. Who builds one too is waited for."""
        files.make_folder(self.folder)
        with ExitStack() as stack:
            for tool in sorted(wanted, key=lambda tool: tool.name):
                stack.enter_context(locked(self.folder / f"{tool.name}.lock"))
            temporary = stack.enter_context(files.scratch(self.folder))
            left = [tool for tool in wanted if not self.built(tool)]
            outcomes = self.step(tuple(self._command(tool, temporary) for tool in left))
            for tool, outcome in zip(left, outcomes, strict=True):
                if outcome.trouble or outcome.code:
                    self.lacking[tool.name] = outcome.trouble or _cause(outcome.text)
                else:
                    final = Path(tool.path).parent
                    with suppress(FileNotFoundError):
                        files.remove(final)
                    (temporary / tool.name).rename(final)

    def _command(self, tool: Tool, temporary: Path) -> Command:
        # Not from a vendor folder, which no go.sum checks. GOFLAGS, targets and a chosen Go are for the judged code;
        # the tool is built to run here, with a Go that is new enough, which may be fetched unless the user forbids it.
        env = {
            "GOWORK": "off",
            "GOFLAGS": NO_FLAG,
            "CGO_ENABLED": "0",
            "GOEXPERIMENT": "none",
            "GOOS": self._env("GOHOSTOS"),
            "GOARCH": self._env("GOHOSTARCH"),
            "GOTOOLCHAIN": "local" if self._env("GOTOOLCHAIN") == "local" else "auto",
        }
        out = str(temporary / tool.name / tool.name)
        argv = ("go", "build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-o", out, tool.package)
        return Command(argv, tool.folder, tuple(env.items()), timeout=PATIENCE, environment="fetch")


def _minor(version: str) -> tuple[int, ...]:
    """Return (1, 26) for go1.26.8 or 1.26."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


def _version(package: str, lines: modfile.Directives) -> str:
    """Return the version of the module that holds a package."""
    versions = {path: version for path, version in modfile.requires(lines) if f"{package}/".startswith(f"{path}/")}
    return versions[max(versions, key=len)] if versions else "of the tree"


def _cause(text: str) -> str:
    """Return the line of Go's output that says what is wrong."""
    lines = [line for line in text.strip().split("\n") if not re.match(r"go: downloading |# ", line)]
    return lines[0] if lines and lines[0] else "go build failed and printed nothing"
