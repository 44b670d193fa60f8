"""What a run finds around it: which Go runs, by what it says of itself, and the environments of children."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gotasks.core.errors import NotJudgedError
from gotasks.core.task import Toolchain
from gotasks.edge import environment, toolchain
from gotasks.fronts.bench import Subject, Surroundings
from gotasks.go import lowlevel


@contextmanager
def asked(
    environ: Mapping[str, str], subject: Subject, ceiling: str, folder: Path
) -> Iterator[Callable[[], Surroundings]]:
    """Ask Go about itself where the first module that loads lies below a folder; yield what waits for the answer."""
    passed = subject.settings.pass_env
    first = environment.build(environ, ceiling=ceiling, pass_env=passed)
    with toolchain.asked(first.fetch, str(folder / home(subject))) as find:

        def surroundings() -> Surroundings:
            try:
                found = find()
            except NotJudgedError as error:
                found = Toolchain(missing=str(error))
            flags = dict(found.env).get("GOFLAGS", "")
            go = f"{found.root}/bin" if found.root else ""
            both = environment.build(environ, ceiling=ceiling, go_folder=go, pass_env=passed, goflags=flags)
            low = lowlevel.variables(subject.entries, subject.texts, subject.sources, found, both.check)
            return Surroundings(environ, found, both._replace(check={**both.check, **low}))

        yield surroundings


def home(subject: Subject) -> str:
    """Return the folder of the first module that loads."""
    loaded = {package.module for package in subject.packages}
    return next((module.folder for module in subject.modules if module.folder in loaded), ".")
