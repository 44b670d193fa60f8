"""What gotasks finds beside what the same commands find by hand, on real Go modules. Standard library only.

    python benchmarks/findings.py [--module NAME]... [--part 1]... [--cache FOLDER] [--clones FOLDER]

For each module, in four parts: (1) all findings of each task equal those of the raw command in a plain clone; (2) a
branch that adds a line to README.md passes ``gotasks check``, unless a test is red; (3) one bad line added for each
task is new and refuses, and nothing else is new; (4) of old findings that move to another file none is new. Exit
status 1 where one of these does not hold. README.md beside this file says more, and what was seen.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import byhand
from byhand import Spot, Spots
from rewriting import BAD, GROUND, candidates, move

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

import realgo  # noqa: E402 - it lies beside the tests that share it

MODULES = {
    "chi": realgo.CHI,
    "cobra": realgo.COBRA,
    "gin": realgo.GIN,
    "testify": realgo.TESTIFY,
    "fsnotify": realgo.FSNOTIFY,
}
TARGETS = re.compile(r" \((?:every target|[\w/, ]+)\)$")
TRIES = 8
"""How many places are tried from which code is to be moved: not every one compiles elsewhere."""
HEAD = "| module | case | gotasks | expected | holds | s |\n|---|---|---|---|---|---|"
