"""Test binaries are built first and started then: what a test sees and says is what it is by hand."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from gitrepo import Repo

Run = Callable[..., subprocess.CompletedProcess[str]]
NewRepo = Callable[..., Repo]

MOD = "module example.com/m\n\ngo 1.24\n"


def go_test(body: str, *imports: str, package: str = "m", more: str = "") -> str:
    named = "".join(f'import "{path}"\n' for path in (*imports, "testing"))
    return f"package {package}\n\n{named}\n{more}\nfunc TestIt(t *testing.T) {{\n{body}\n}}\n"


HELPER = """
	child := exec.Command("sleep", "30")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	child.Process.Signal(os.Interrupt)
	ended := make(chan error)
	go func() { ended <- child.Wait() }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("told: it goes on")
	}
"""


@pytest.mark.parametrize(
    ("test", "status", "said"),
    [
        pytest.param(
            go_test(HELPER, "os", "os/exec", "time"), "passed", "", id="an interrupt reaches what a test has started"
        ),
        pytest.param(
            go_test(
                'if said, err := io.ReadAll(os.Stdin); err != nil || len(said) > 0 {\n\tt.Fatal("told:", said, err)\n}',
                "io",
                "os",
            ),
            "passed",
            "",
            id="there is nothing to read",
        ),
        pytest.param(
            go_test(
                'for _, said := range os.Environ() {\n\tif strings.HasPrefix(said, "GOTASKS_") '
                '|| strings.HasPrefix(said, "GOTMPDIR=") || strings.HasPrefix(said, "GOGC=") {\n'
                '\t\tt.Fatal("told:", said)\n\t}\n}',
                "os",
                "strings",
            ),
            "passed",
            "",
            id="no variable tells of us",
        ),
        pytest.param(
            go_test('fmt.Print("no end of line"); os.Exit(3)', "fmt", "os"), "failed", "exit status 3", id="an exit"
        ),
        pytest.param(go_test('panic("told")'), "failed", "panic: told", id="a panic"),
        pytest.param(
            go_test("syscall.Kill(os.Getpid(), syscall.SIGKILL)", "os", "syscall"),
            "not judged",
            "signal: killed",
            id="killed",
        ),
        pytest.param(
            go_test("", "os", more="func TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(4)\n}\n"),
            "failed",
            "exit status 4",
            id="a TestMain that fails in the end",
        ),
        pytest.param(
            go_test("", "os", more="func TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n"),
            "passed",
            "",
            id="a TestMain that runs nothing",
        ),
    ],
)
def test_a_test_is_judged_as_by_hand(new_repo: NewRepo, gotasks: Run, test: str, status: str, said: str) -> None:
    done = gotasks(new_repo({"go.mod": MOD, "m_test.go": test}), "race-test", CGO_ENABLED="0")

    assert f"{status} (race-test)" in done.stdout or f"race-test: {status}" in done.stdout, done.stdout
    assert said in done.stdout


def test_coverage_of_other_packages_is_counted(new_repo: NewRepo, gotasks: Run) -> None:
    """With -coverpkg a binary says of packages that it does not hold that none of their statements ran."""
    function = "func {}() int {{\n\treturn 1\n}}\n"
    files = {
        "go.mod": MOD,
        "a/a.go": "package a\n\n" + function.format("A"),
        "b/b.go": "package b\n\n" + function.format("B"),
        "a/a_test.go": go_test("A()", package="a"),
        "b/b_test.go": go_test("", package="b"),
        "c/c.go": "package c\n\n" + function.format("C"),
    }
    done = gotasks(new_repo(files), "race-test", CGO_ENABLED="0", GOFLAGS="-coverpkg=./...")

    assert done.returncode == 0, done.stdout
    assert "coverage 33.33 % (1 of 3 statements)" in done.stdout


LISTS = """
	said, err := exec.Command("go", "list", "-deps", "example.com/m/b").Output()
	if err != nil || strings.Contains(string(said), "net/url") {
		t.Fatal("told:", string(said), err)
	}
"""


def test_what_go_knows_again_by_size_and_time_counts(new_repo: NewRepo, gotasks: Run) -> None:
    """``go list`` reads a file once, and knows it again without reading it."""
    test = go_test(LISTS, "os/exec", "strings", package="a")
    repo = new_repo({"go.mod": MOD, "a/a_test.go": test, "b/b.go": "package b\n"})
    answers = [gotasks(repo, "race-test", CGO_ENABLED="0").returncode]
    for number in range(2):
        repo.write({"a/a_test.go": f"{test}\nvar _ = {number}\n"})
        answers.append(gotasks(repo, "race-test", CGO_ENABLED="0").returncode)
    repo.write({"b/b.go": 'package b\n\nimport _ "net/url"\n'})

    assert [*answers, gotasks(repo, "race-test", CGO_ENABLED="0").returncode] == [0, 0, 0, 1]
