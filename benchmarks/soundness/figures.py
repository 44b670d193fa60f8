"""What the steps of all sequences showed together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from benchmarks.trust import repo  # noqa: F401 - puts what tests share on the path

from comparing import TASKS, Judged  # isort: skip
from sequences import Graph, Step  # noqa: TC002  # isort: skip

HEAD = "| task | parts | had to run | ran | ratio | too much where all builds |\n" + "|---" * 6 + "|"


class Figures:
    """Counts steps; the first run of each sequence, in which all runs, is judged and does not count in the ratio."""

    def __init__(self, out: TextIO) -> None:
        self.wrong: list[tuple[Graph, list[Step]]] = []
        self._out = out
        self._sequences = self._steps = self._wrong = self._unbuilt = self._same = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, graph: Graph, steps: Sequence[Step], judged: Sequence[Judged]) -> None:
        """Count one sequence."""
        self._sequences += 1
        self._wrong += sum(len(each.wrong) for each in judged)
        self._same += sum(len(each.same) for each in judged)
        for number, each in enumerate(judged):
            if each.wrong and not (self.wrong and self.wrong[-1] == (graph, [*steps])):
                self.wrong.append((graph, [*steps]))
            if number:
                self._count(each)
            self._write(graph, steps, number, each)

    def table(self) -> str:
        """Return the figures as text, with a table in Markdown."""
        told = (
            f"{self._sequences} sequences, {self._steps} steps ({self._unbuilt} that do not build), "
            f"{self._steps + self._sequences} answers, {self._wrong} wrong\n"
            f"{self._same} packages built again as they were, and not run: checked byte for byte\n"
        )
        return "\n".join([told, HEAD, *(self._line(task, (task,)) for task in TASKS), self._line("all", TASKS)])

    def _count(self, judged: Judged) -> None:
        self._steps += 1
        self._unbuilt += not judged.built
        for task in TASKS:
            self._counts[task, "parts"] += len(judged.parts[task])
            self._counts[task, "had"] += len(judged.had[task])
            self._counts[task, "ran"] += len(judged.ran[task])
            self._counts[task, "beyond"] += judged.built * len(judged.ran[task] - judged.had[task])

    def _line(self, name: str, tasks: Sequence[str]) -> str:
        parts, had, ran, beyond = (
            sum(self._counts[task, kind] for task in tasks) for kind in ("parts", "had", "ran", "beyond")
        )
        return f"| {name} | {parts} | {had} | {ran} | {ran / had if had else 0:.2f} | {beyond} |"

    def _write(self, graph: Graph, steps: Sequence[Step], number: int, judged: Judged) -> None:
        row = {
            "graph": graph,
            "step": steps[number - 1] if number else "first",
            "at": number,
            "built": judged.built,
            "wrong": judged.wrong,
            "same": sorted(judged.same),
            **{task: [sorted(judged.had[task]), sorted(judged.ran[task])] for task in TASKS},
        }
        self._out.write(json.dumps(row) + "\n")
        self._out.flush()
