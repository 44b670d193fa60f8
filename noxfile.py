"""The sessions of gotasks' own catalogue, and those that develop gotasks itself."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import nox

from gotasks.edge import toolchain
from gotasks.for_nox import register

nox.needs_version = ">=2024.3.2"

register()


@nox.session(python=False)
def upgrade(session: nox.Session) -> None:
    """Renew the pins of the tools: the newest version of each, with its sums; commit what changed."""
    for pin in sorted(Path("tools").glob("*/go.mod")):
        package = re.findall(r"^tool (\S+)$", pin.read_text("utf-8"), re.MULTILINE)[0]
        with session.chdir(pin.parent):
            env = {"GOFLAGS": "-mod=mod", "GOWORK": "off"}
            session.run("go", "get", "-tool", f"{package}@latest", external=True, env=env)
            session.run("go", "mod", "tidy", external=True, env=env)


@nox.session
def minimums(session: nox.Session) -> None:
    """Run the fast tests with the oldest versions that pyproject.toml allows."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    oldest = [re.sub(r">=", "==", wanted) for wanted in project["dependencies"]]
    session.install("-q", "-e", ".", *oldest, "pytest", "hypothesis", "pytest-timeout", "pytest-xdist")
    go = toolchain.find(os.environ, "examples/hello").root  # this environment's Go serves the session's too
    path = os.pathsep.join((f"{go}/bin", os.environ["PATH"]))
    session.run("pytest", "-q", "-n", "auto", "-m", "not slow", *session.posargs, env={"PATH": path})
