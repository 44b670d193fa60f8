"""What to name to Go: a whole module, or what ``exclude`` and patterns such as ``./cmd/...`` leave of it."""

from __future__ import annotations

from posixpath import dirname, normpath, relpath

from gotasks.core.task import Job
from gotasks.core.tree import Module, Package, ignored

REST = "/..."
WHOLE = ("./...",)


def of(job: Job, module: Module, asked: tuple[str, ...] = WHOLE) -> tuple[str, ...]:
    """Return what to name to Go in a module's folder; nothing where no pattern reaches into it.

    ``asked`` are patterns relative to the repository's root, over all modules. Wildcards are kept, because Go passes
    over a package that a wildcard names and the target shuts out, but fails on one that is named alone. Where
    ``exclude`` shuts folders out, what is beside them is named so that it stays true.
    """
    if job.narrowed:
        return tuple(_alone(job, module, package) for package in job.packages if package.module == module.folder)
    shut = _shut(job)
    if not shut:
        named = (_inside(job, module, pattern) for pattern in asked)
        return tuple(dict.fromkeys(name for name in named if name))
    names: list[str] = []
    for package in job.packages:
        below = relpath(package.folder, module.folder)
        name = below if below == "." else f"./{below}"
        covered = any(other.endswith(REST) and f"{name}/".startswith(other[:-3]) for other in names)
        if package.module == module.folder and not covered and any(_matches(each, package.folder) for each in asked):
            deep = any(_matches(pattern, f"{package.folder}/x") for pattern in asked)
            alone = any(_below(folder, package.folder) for folder in shut)
            names.append(f"{name}{REST}" if deep and not alone else name)
    return tuple(names)


def only(job: Job, names: frozenset[str]) -> Job:
    """Return the job about the packages with these import paths.

    Go passes over a package that build constraints leave nothing of where a wildcard names it, and not where it is
    named alone: so one that may be such is asked for by a wildcard, with all below it.
    """
    bound = job.keys().bound
    wide = [package for package in job.packages if package.path in names and package.folder in bound]
    if wide and job.settings.exclude:
        return job
    wanted = tuple(
        package
        for package in job.packages
        if package.path in names
        or any(package.module == each.module and _below(package.folder, each.folder) for each in wide)
    )
    return job._replace(packages=wanted, narrowed=job.narrowed or len(wanted) < len(job.packages))


def _alone(job: Job, module: Module, package: Package) -> str:
    name = relpath(package.folder, module.folder)
    name = name if name == "." else f"./{name}"
    return name + (REST if package.folder in job.keys().bound else "")


def stray(job: Job) -> str:
    """Return what is wrong with a pattern that names nothing here."""
    for pattern in job.options["packages"]:
        if not (pattern == "." or pattern.startswith("./")) or ".." in pattern.replace("...", "").split("/"):
            return f"packages: {pattern} is no pattern here: write ./cmd/..., relative to the repository's root"
        if not any(_matches(pattern, package.folder) for package in job.packages):
            return f"packages: {pattern} names no package in the judged tree"
    return ""


def _inside(job: Job, module: Module, pattern: str) -> str:
    """Return the pattern as seen from a module's folder, or nothing when it lies elsewhere."""
    base, deep = _split(pattern)
    if deep and _below(module.folder, base):
        return "./..."
    homes = [each.folder for each in job.loadable if _below(base, each.folder)]
    if not homes or max(homes, key=lambda folder: (folder != ".", len(folder))) != module.folder:
        return ""
    below = relpath(base, module.folder)
    return (below if below == "." else f"./{below}") + (REST if deep else "")


def _matches(pattern: str, folder: str) -> bool:
    base, deep = _split(pattern)
    return _below(normpath(folder), base) if deep else normpath(folder) == base


def _split(pattern: str) -> tuple[str, bool]:
    deep = pattern.endswith(REST)
    return normpath(pattern.removesuffix(REST)), deep


def _below(folder: str, base: str) -> bool:
    return base in {".", folder} or folder.startswith(base + "/")


def _shut(job: Job) -> set[str]:
    """Return the folders with Go files that the setting ``exclude`` leaves out."""
    every = {
        dirname(entry.path) or "." for entry in job.entries if entry.path.endswith(".go") and not ignored(entry.path)
    }
    return every - {dirname(path) or "." for path in job.files} if job.settings.exclude else set()
