"""The journal's file: one write a line, a bound, and lines that were cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gitrepo import Repo

from gotasks.edge import git, journal
from gotasks.edge.git import Repository

NewRepo = Callable[..., Repo]


def place(repo: Repo) -> Repository:
    return git.locate(str(repo.path), os.environ)


def numbers(repository: Repository) -> list[int]:
    return [json.loads(line)["number"] for line in journal.lines(repository)]


def test_lines_of_many_at_once_stay_whole(new_repo: NewRepo) -> None:
    repository = place(new_repo())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.append(repository, {"number": number, "x": "y" * 500}), range(200)))

    assert sorted(numbers(repository)) == list(range(200))


def test_it_is_bounded_and_keeps_the_newest(new_repo: NewRepo) -> None:
    repository = place(new_repo())
    for number in range(35):
        journal.append(repository, {"number": number, "x": "y" * 100_000})
    sizes = [path.stat().st_size for path in journal.folder(repository).iterdir()]
    kept = numbers(repository)

    assert max(sizes) < journal.LIMIT + 200_000
    assert kept == list(range(kept[0], 35))
    assert len(kept) > 10


def test_a_line_that_was_cut_off_is_left_out(new_repo: NewRepo) -> None:
    repository = place(new_repo())
    journal.append(repository, {"number": 1})
    with (journal.folder(repository) / journal.NAME).open("a") as file:
        file.write('{"number": 2, "x"\n')
    journal.append(repository, {"number": 3})

    assert numbers(repository) == [1, 3]


def test_a_link_is_not_followed(new_repo: NewRepo) -> None:
    repository = place(new_repo())
    journal.folder(repository).mkdir()
    target = journal.folder(repository) / "mine"
    target.write_text("mine")
    (journal.folder(repository) / journal.NAME).symlink_to(target)
    journal.append(repository, {"number": 1})

    assert target.read_text() == "mine"
