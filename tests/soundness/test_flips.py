"""No answer is stale: each row turns over one input of an answer that the store has, and the answer turns too."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest
from flips import beyond, early, hands, modules, packages, reads, surroundings, ways
from flips.row import CODES, Row, back, lay
from gitrepo import Repo

pytestmark = pytest.mark.slow

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

ROWS = (
    *reads.ROWS,
    *early.ROWS,
    *beyond.ROWS,
    *hands.ROWS,
    *packages.ROWS,
    *modules.ROWS,
    *ways.ROWS,
    *surroundings.ROWS,
)


class Answer(NamedTuple):
    """What a run said: ``ran`` has the moment of each part, ``red`` those of the parts that have findings."""

    code: int
    findings: tuple[tuple[str, int, str, str], ...]
    coverage: tuple[str, ...]
    text: str
    ran: Mapping[tuple[str, str], str]
    red: frozenset[str]


def answer(done: subprocess.CompletedProcess[str]) -> Answer:
    """Read what a run printed; one that was refused printed no report."""
    tasks = json.loads(done.stdout)["tasks"] if done.stdout else []
    parts = [part for task in tasks for part in task["result"]["parts"]]
    findings = [row for part in parts for row in part["findings"]]
    return Answer(
        done.returncode,
        tuple((row["file"], row["line"], row["rule"], row["state"]) for row in findings),
        tuple(json.dumps(task["result"]["coverage"], sort_keys=True) for task in tasks),
        "\n".join([done.stderr, *(task["verdict"]["reason"] for task in tasks), *(row["message"] for row in findings)]),
        {(part["kind"], part["name"]): part["ran_at"] for part in parts},
        frozenset(part["ran_at"] for part in parts if part["findings"]),
    )


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_turns_with_what_it_came_of(row: Row, new_repo: NewRepo, gotasks: Run, lacking: set[str]) -> None:
    if row.needs in lacking:
        pytest.skip(f"this machine lacks {row.needs}")
    repo = new_repo({})
    beside = str(repo.path.parent)
    env = {"CGO_ENABLED": "0", **row.env}

    def ask(*flags: str, **more: str) -> Answer:
        said = {name: value.replace("{beside}", beside) for name, value in {**env, **more}.items()}
        return answer(gotasks(repo, row.task, "--all", "--json", *flags, **said))

    lay(repo.path, row.files)
    before, again = ask(), ask()
    lay(repo.path, row.to)
    after, fresh = ask(**row.env_to), ask("--fresh", **row.env_to)
    lay(repo.path, back(row))
    returned = ask()

    assert (before.code, row.told in before.text) == (0, False), before.text
    assert before.ran
    assert (again.ran == before.ran) == row.kept, "whether the store answered is not what the row says"
    assert (after.code, row.told in after.text) == (CODES[row.status], True), after.text
    assert after[:3] == fresh[:3]
    assert after.red.isdisjoint(before.ran.values()), "a finding stands in a part that did not run"
    assert returned[:3] == before[:3], returned.text
