"""The pinned tools: found, built once, never half built. Real Go builds a small module in place of a big tool."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gotasks.core import modfile
from gotasks.core.command import Command, Outcome, Step
from gotasks.core.task import Toolchain
from gotasks.core.tree import Module
from gotasks.edge import toolchain
from gotasks.edge.tools import Tools, pins

GO = Toolchain("go1.26.8", env=(("GOHOSTARCH", "amd64"), ("GOHOSTOS", "linux")))
STATICCHECK = "honnef.co/go/tools/cmd/staticcheck"
USER = f"module example.com/m\n\ngo 1.25\n\ntool {STATICCHECK}\n\nrequire honnef.co/go/tools v0.7.0 // indirect\n"

Run = Callable[[Step], tuple[Outcome, ...]]


def never(step: Step) -> tuple[Outcome, ...]:
    raise AssertionError(step)


def tools(folder: Path, run: Run = never, go: Toolchain = GO, user: str = "", said: list[str] | None = None) -> Tools:
    modules = (Module("svc", "example.com/m", tools=tuple(modfile.directives(user).get("tool", []))),) if user else ()
    texts = {"svc/go.mod": user, "svc/go.sum": "sums"}
    return Tools(
        folder,
        go,
        modules,
        "t" * 40,
        "/slot/m",
        texts,
        run,
        lacking={},
        found={},
        tell=(said if said is not None else []).append,
    )


def builds(content: str = "#!/bin/sh\necho built\n", code: int = 0) -> Run:
    """Return a go build that writes a file, as the real one does even when it is killed later."""

    def run(command: Command) -> Outcome:
        path = Path(command.argv[command.argv.index("-o") + 1])
        path.parent.mkdir(parents=True)
        path.write_text(content)
        path.chmod(0o755)
        return Outcome(command, code=code, stderr=b"" if not code else b"go: downloading x v1\nx.go:1: broken\n")

    return lambda step: tuple(run(command) for command in step)


def test_every_pin_is_a_module_with_sums_and_one_tool() -> None:
    assert set(pins()) == {"gitleaks", "gofumpt", "golangci-lint", "golines", "govulncheck", "staticcheck"}
    for folder in pins().values():
        said = modfile.directives((folder / "go.mod").read_text())
        (package,) = said["tool"]
        (path, version), *_ = [pair for pair in modfile.requires(said) if f"{package}/".startswith(f"{pair[0]}/")]
        assert f"{path} {version} h1:" in (folder / "go.sum").read_text()


def test_our_pin_gives_version_and_origin(tmp_path: Path) -> None:
    found = tools(tmp_path).find("staticcheck")

    assert (found.package, found.origin, found.version[0]) == (STATICCHECK, "gotasks", "v")
    assert found.path.startswith(f"{tmp_path}/staticcheck-")


def test_a_tool_line_of_the_users_sets_the_version_and_is_built_in_his_module(tmp_path: Path) -> None:
    found = tools(tmp_path, user=USER).find("staticcheck")

    assert (found.version, found.origin, found.folder) == ("v0.7.0", "svc/go.mod", "/slot/m/svc")
    assert tools(tmp_path, user=USER).find("gofumpt").origin == "gotasks"


def test_other_sums_or_an_older_go_make_another_tool_and_a_patch_does_not(tmp_path: Path) -> None:
    def path(go: str = "go1.26.8", user: str = USER) -> str:
        return tools(tmp_path, go=GO._replace(go=go), user=user).find("staticcheck").path

    assert path() == path("go1.26.1") == path("go1.26rc1")
    assert path() != path("go1.27.0")
    assert path() != path(user=USER.replace("v0.7.0", "v0.7.1"))


def test_a_go_older_than_the_tools_own_makes_no_other_tool(tmp_path: Path) -> None:
    old, new = (tools(tmp_path, go=GO._replace(go=go)).find("staticcheck").path for go in ("go1.22.1", "go1.26.8"))

    assert old == new


def test_tools_are_built_once_and_told(tmp_path: Path) -> None:
    said: list[str] = []
    tools(tmp_path, builds(), said=said).equip(["staticcheck", "gofumpt", "staticcheck"])
    tools(tmp_path, never, said=said).equip(["staticcheck", "gofumpt"])

    assert said[1:] == [""]
    assert said[0].startswith("building staticcheck v")
    assert ", gofumpt v" in said[0]
    assert all(not tool.lacking for tool in tools(tmp_path).get(["staticcheck", "gofumpt"]))


def test_a_build_that_fails_leaves_nothing_that_looks_built(tmp_path: Path) -> None:
    shed = tools(tmp_path, builds(code=1))
    shed.equip(["staticcheck"])
    (tool,) = shed.get(["staticcheck"])

    assert (tool.lacking, os.path.lexists(tool.path)) == ("x.go:1: broken", False)
    shed.equip(["staticcheck"])
    assert tools(tmp_path, builds()).get(["staticcheck"])[0].lacking == ""


def test_a_build_that_is_killed_leaves_nothing_that_looks_built(tmp_path: Path) -> None:
    def killed(step: Step) -> tuple[Outcome, ...]:
        builds()(step)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tools(tmp_path, killed).equip(["staticcheck"])

    assert not tools(tmp_path).built(tools(tmp_path).find("staticcheck"))
    tools(tmp_path, builds()).equip(["staticcheck"])
    assert tools(tmp_path).built(tools(tmp_path).find("staticcheck"))


def test_without_a_go_what_is_not_built_says_so(tmp_path: Path) -> None:
    (tool,) = tools(tmp_path, go=Toolchain(missing="no Go was found")).get(["gitleaks"])

    assert tool.lacking == "no Go was found"


@pytest.mark.slow
def test_go_builds_a_tool_of_the_users_module_checked_by_his_sums(tmp_path: Path) -> None:
    module = tmp_path / "m"
    (module / "cmd").mkdir(parents=True)
    (module / "cmd" / "main.go").write_text('package main\n\nfunc main() { println("mine") }\n')
    (module / "go.mod").write_text("module mvdan.cc/gofumpt\n\ngo 1.22\n\ntool mvdan.cc/gofumpt\n")
    (module / "main.go").write_text('package main\n\nfunc main() { println("mine") }\n')
    go = toolchain.find(os.environ, str(module))

    def run(command: Command) -> Outcome:
        env = {**os.environ, **dict(command.env)}
        done = subprocess.run(command.argv, cwd=command.cwd, env=env, capture_output=True, check=False)
        return Outcome(command, code=done.returncode, stdout=done.stdout, stderr=done.stderr)

    text = (module / "go.mod").read_text()
    shed = Tools(
        tmp_path / "tools",
        go,
        (Module(".", "mvdan.cc/gofumpt", tools=("mvdan.cc/gofumpt",)),),
        "t" * 40,
        str(module),
        {"go.mod": text},
        lambda step: tuple(run(command) for command in step),
        lacking={},
        found={},
    )
    shed.equip(["gofumpt"])
    (tool,) = shed.get(["gofumpt"])

    assert (tool.lacking, tool.origin) == ("", "go.mod")
    assert subprocess.run((tool.path,), capture_output=True, check=True).stderr == b"mine\n"
