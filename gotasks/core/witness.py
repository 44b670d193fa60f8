"""Witness: what was judged and passed, and what must still be as it was; told in lines that ``witness.sh`` reads.

    witness 1 <hook>-<tree>-<tree of the baseline>
    with <names of the witnesses that the same run has left>
    made <seconds since 1970>
    program <the program that judges>
    path <PATH, built as for checks>
    free <names that may have any value>
    set <name>=<value>
    gone <path that must not be there>
    stat <flag> <format>
    files <paths, with colons between>
    are <what stat said of each>
    end

All variables that are neither set nor free must be absent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
SMALL = r"[a-z]+"
"""Names that our scripts give to their own variables."""


class Witness(NamedTuple):
    """What must still be true. ``variables`` have these values, ``free`` ones any, and there are no others.

    ``stat`` is the flag and the format with which the program stat said ``are`` of the files; ``gone`` are paths at
    which nothing lay.
    """

    made: int
    program: str
    path: str
    variables: Mapping[str, str]
    free: frozenset[str]
    gone: tuple[str, ...]
    stat: tuple[str, str]
    files: tuple[str, ...]
    are: tuple[str, ...]

    def text(self, name: str, names: Iterable[str]) -> str:
        """Return the lines under a name, one of some; nothing where a shell could not compare what they hold."""
        head = (f"witness 1 {name}", f"with {' '.join(names)}")
        return "\n".join((*head, *self._lines(), "end\n")) if self._sayable() else ""

    def _lines(self) -> Iterator[str]:
        yield f"made {self.made}"
        yield f"program {self.program}"
        yield f"path {self.path}"
        yield f"free {' '.join(sorted(self.free))}"
        for name, value in sorted(self.variables.items()):
            yield f"set {name}={value}"
        for path in self.gone:
            yield f"gone {path}"
        yield f"stat {' '.join(self.stat)}"
        yield f"files {':'.join(self.files)}"
        yield f"are {' '.join(self.are)}"

    def _sayable(self) -> bool:
        names = {*self.variables, *self.free}
        whole = all("\n" not in line and "\0" not in line for line in self._lines())
        return (
            whole
            and all(re.fullmatch(NAME, name) for name in names)
            and not any(re.fullmatch(SMALL, name) for name in names)
            and not any(":" in path for path in self.files)
        )
