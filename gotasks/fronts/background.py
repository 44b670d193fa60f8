"""One judgement of the watcher, in a process of its own.

So it ends as any run does, gives all its memory back, and is made by the gotasks that is installed now, not by the one
that was when the watcher began.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from gotasks.edge import console
from gotasks.edge.background import interrupted_when
from gotasks.edge.signals import interruptible
from gotasks.formats.brief import brief
from gotasks.fronts import cli, ends, workflow
from gotasks.fronts.request import WATCH, Request


def judge(source: str, tree: str, parent: int) -> int:
    """Judge a tree as the hook pre-commit would, and print one line. Without the watcher this ends."""
    file = f"{WATCH}-{source}.json"
    asked = Request(WATCH, ("pre-commit",), tree=tree, called=source, start="commit", quiet=True, file=file)
    with interruptible(), interrupted_when(lambda: os.getppid() != parent):
        report = workflow.run(asked, ends.folder(), os.environ)
    if report is None:
        return 0
    console.say(f"{brief(report)}\n")
    return report.exit_status


if __name__ == "__main__":
    sys.exit(cli.end(partial(judge, sys.argv[1], sys.argv[2], int(sys.argv[3]))))
