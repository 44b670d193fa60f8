"""A run that has ended, with all that its answer depends on."""

from collections.abc import Mapping
from typing import NamedTuple

from gotasks.core.report import Report
from gotasks.engine import Answer
from gotasks.fronts.bench import Bench
from gotasks.fronts.past import Past
from gotasks.fronts.request import Request
from gotasks.fronts.subject import Place, Question


class Ended(NamedTuple):
    """A run that has ended; ``made`` are the files that it rendered, by task."""

    place: Place
    request: Request
    question: Question
    past: Past
    bench: Bench
    answers: tuple[Answer, ...]
    report: Report
    made: Mapping[str, Mapping[str, bytes]]
