"""Where somebody listened to what tests start, fewer changes count, and none too few."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
from flips.gocode import go_test, source
from flips.row import Files, lay
from gitrepo import Repo

from gotasks.edge.accessed import LISTENER

pytestmark = pytest.mark.slow

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

MOD = "module example.com/m\n\ngo 1.24\n"
SUSPECT = (
    'if _, err := os.Open("gone"); err == nil {\n\t_, _ = exec.LookPath("gone")\n\t_ = exec.Command("gone").Run()\n}\n'
)
"""What links the start of a process and names something that may have been a program."""


class Row(NamedTuple):
    """A question; a change that does not count once it was listened, if there is one; and one that does."""

    files: Files
    idle: Files
    to: Files
    told: str


def row(name: str, files: Files, idle: Files, to: Files, told: str) -> object:
    return pytest.param(Row({"go.mod": MOD, **files}, idle, to, told), id=name)


LISTS = """entries, err := os.ReadDir("data")
if err != nil || len(entries) != 1 {
	t.Fatal("told:", len(entries), err)
}
"""
SIZES = """entries, _ := os.ReadDir("data")
for _, entry := range entries {
	if info, err := entry.Info(); err != nil || info.Size() > 9 {
		t.Fatal("told:", info.Size(), err)
	}
}
"""
CHILD = """said, err := exec.Command({}).CombinedOutput()
if err != nil || {} {{
	t.Fatal("told:", string(said), err)
}}
"""
TOOL = source(
    "main",
    """func main() {
	entries, _ := os.ReadDir("data")
	for _, entry := range entries {
		info, _ := entry.Info()
		if info.Size() > 9 {
			os.Exit(1)
		}
	}
}""",
    "os",
)
BUILT = """tool := filepath.Join(t.TempDir(), "tool")
if said, err := exec.Command("go", "build", "-o", tool, "./tool").CombinedOutput(); err != nil {
	t.Fatal(string(said))
}
if err := exec.Command(tool).Run(); err != nil {
	t.Fatal("told:", err)
}
"""
MOVED = """
func init() {
	if err := os.Chdir("data"); err != nil {
		panic(err)
	}
}
"""
SHELL = "test ! -s data/x && ls data"
DIR = """child := exec.Command("/bin/true")
child.Dir, child.SysProcAttr = "data/sub", &syscall.SysProcAttr{Setpgid: true}
if err := child.Run(); err != nil {
	t.Fatal("told:", err)
}
"""
MAIN = """
func TestMain(m *testing.M) {
	if _, err := os.Stat("data/y"); err == nil {
		panic("told: there")
	}
	os.Exit(m.Run())
}
"""
LARGE = "more than nine bytes\n"

ROWS = (
    row(
        "a folder that a test lists",
        {"m_test.go": go_test(SUSPECT + LISTS, "os", "os/exec"), "data/x": ""},
        {"data/x": LARGE},
        {"data/y": ""},
        "told: 2",
    ),
    row(
        "sizes that a test asks for",
        {"m_test.go": go_test(SUSPECT + SIZES, "os", "os/exec"), "data/x": ""},
        {"other/x": LARGE},
        {"data/x": LARGE},
        "told: 21",
    ),
    row(
        "packages that Go lists",
        {
            "m_test.go": go_test(
                CHILD.format('"go", "list", "-f", "{{.Imports}}", "./..."', 'strings.Contains(string(said), "os")'),
                "os/exec",
                "strings",
            ),
            "a/a.go": "package a\n",
            "a/README": "",
        },
        {"a/README": LARGE},
        {"a/a.go": 'package a\n\nimport _ "os"\n'},
        "told: ",
    ),
    row(
        "sizes that a shell asks for",
        {"m_test.go": go_test(CHILD.format(f'"sh", "-c", "{SHELL}"', "false"), "os/exec"), "data/x": ""},
        {},
        {"data/x": LARGE},
        "told: ",
    ),
    row(
        "sizes that a program asks for which Go builds",
        {"m_test.go": go_test(BUILT, "os/exec", "path/filepath"), "tool/tool.go": TOOL, "data/x": ""},
        {},
        {"data/x": LARGE},
        "told: exit status 1",
    ),
    row(
        "tests that Go knows to have passed",
        {
            "m_test.go": go_test(CHILD.format('"go", "test", "./b"', "false"), "os/exec"),
            "b/b_test.go": go_test(SIZES.replace('"data"', '"../data"'), "os", package="b"),
            "data/x": "",
        },
        {},
        {"data/x": LARGE},
        "told: ",
    ),
    row(
        "sizes that a program asks for which has the name of one of Go's",
        {
            "m_test.go": go_test(CHILD.format('"go", "run", "./cmd/trace"', "false"), "os/exec"),
            "cmd/trace/main.go": TOOL,
            "data/x": "",
        },
        {},
        {"data/x": LARGE},
        "told: ",
    ),
    row(
        "a folder in which nothing could be started",
        {"m_test.go": go_test(DIR, "os/exec", "syscall"), "data/sub/x": ""},
        {"data/sub/x": LARGE},
        {"data/sub/x": None},
        "told: ",
    ),
    row(
        "a file that a TestMain looks for",
        {"m_test.go": go_test(SUSPECT, "os", "os/exec") + MAIN, "data/x": ""},
        {},
        {"data/y": ""},
        "told: there",
    ),
    row(
        "a file looked for in a folder that was changed before the log began",
        {
            "m_test.go": go_test(
                SUSPECT + 'if _, err := os.Stat("y"); err == nil {\n\tt.Fatal("told: there")\n}\n', "os", "os/exec"
            )
            + MOVED,
            "data/x": "",
        },
        {},
        {"data/y": ""},
        "told: there",
    ),
)


@pytest.fixture(scope="session", autouse=True)
def heard(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where the kernel tells nobody what is started."""
    file = tmp_path_factory.mktemp("heard") / "file"
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells what is started")
    subprocess.run((*LISTENER, str(file), "/bin/true"), check=True)
    if not file.exists():
        pytest.skip("this machine's kernel does not tell us what is started")


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_turns_with_what_was_heard_to_count(row: Row, new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({})
    heard: list[bool] = []

    def ask() -> tuple[int, str, str]:
        done = gotasks(repo, "race-test", "--all", "--json", CGO_ENABLED="0")
        (result,) = (task["result"] for task in json.loads(done.stdout)["tasks"])
        heard.append(any("listen.py" in " ".join(run["argv"]) for run in result["runs"]))
        text = "".join(finding["message"] for part in result["parts"] for finding in part["findings"])
        return done.returncode, text, max(part["ran_at"] for part in result["parts"])

    lay(repo.path, row.files)
    first = ask()
    lay(repo.path, {"m.go": "// Package m is edited, so that its tests run again.\npackage m\n"})
    second = ask()
    lay(repo.path, row.idle)
    third = ask()
    lay(repo.path, row.to)
    code, told, _ = ask()

    assert (first[0], second[0], third[0]) == (0, 0, 0), (first, second, third)
    assert not heard[0]
    assert third == second
    assert heard[1] or not row.idle
    assert (code, row.told in told) == (1, True), told


PRIVILEGED = """if _, err := os.Open("gone"); err == nil {
	t.Fatal("there")
}
said, err := exec.Command("go", "run", "./cmd/asks").CombinedOutput()
if err != nil {
	t.Fatal("told:", string(said), err)
}
"""
ASKS = source(
    "main",
    """func main() {
	said, _ := os.ReadFile("/proc/self/status")
	if strings.Contains(string(said), "NoNewPrivs:\\t1") {
		os.Exit(1)
	}
}""",
    "os",
    "strings",
)
"""A program that knows that it gains no privileges, in place of one that needs some."""


def test_what_is_red_because_somebody_listens_is_not_red_for_long(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({})
    lay(
        repo.path,
        {"go.mod": MOD, "m_test.go": go_test(PRIVILEGED, "os", "os/exec"), "cmd/asks/main.go": ASKS},
    )
    codes = []
    for number in range(5):
        set_here = f"// N is a number.\nvar N int\n\nfunc init() {{ N = {number} }}\n"
        lay(repo.path, {"m.go": f"// Package m is edited.\npackage m\n\n{set_here}"})
        codes.append(gotasks(repo, "race-test", "--all", CGO_ENABLED="0").returncode)

    assert codes == [0, 1, 0, 0, 0]


def test_what_is_asked_anew_is_not_listened_to(new_repo: NewRepo, gotasks: Run) -> None:
    repo = new_repo({})
    lay(repo.path, {"go.mod": MOD, "m_test.go": go_test(PRIVILEGED, "os", "os/exec"), "cmd/asks/main.go": ASKS})

    assert gotasks(repo, "race-test", "--all", CGO_ENABLED="0").returncode == 0
    assert gotasks(repo, "race-test", "--all", "--fresh", CGO_ENABLED="0").returncode == 0
