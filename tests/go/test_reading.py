"""What the files of a test binary's start tell of its reads."""

from __future__ import annotations

import pytest

from gotasks.core.command import Outcome
from gotasks.core.graph import Keys
from gotasks.core.reads import BLIND, DEAF, LISTEN, MADE, SIZELESS, WHOLE, Files
from gotasks.core.task import Job
from gotasks.core.testlog import FIRST
from gotasks.core.tree import Entry, Package
from gotasks.go import race_parts
from gotasks.go.reading import built, env, seen, start, told
from gotasks.go.seen import MOST
from gotasks.testing import GO, ROOT, job, outcome

ENTRIES = (
    Entry("100644", "1" * 40, "a/testdata/x"),
    Entry("100755", "2" * 40, "a/run.sh"),
)
(HOME,) = job({"go.mod": "module example.org/m\n", "a.go": ""}).modules


def made() -> Job:
    files = {"go.mod": "module example.org/m\n", "a_test.go": "", "a/a_test.go": "", "b/b_test.go": ""}
    return job(files)._replace(
        contents=lambda: Files(ENTRIES, "tree"),
        lies=lambda path: (
            "plain" if path in {"/dev/null", f"{ROOT}/a/made"} else "program" if path.startswith("/usr/") else ""
        ),
        toolchain=GO._replace(root="/go", env=(("GOCACHE", "/cache"),)),
    )


def package(folder: str) -> Package:
    (found,) = (each for each in made().packages if each.folder == folder)
    return found


def said(folder: str = "a", stdout: str = "", **files: str) -> Outcome:
    """Return what came of a package's tests, of which the scripts wrote some files."""
    command = start(made(), HOME, package(folder), 60)
    place = command.produces[0]
    return outcome(stdout=stdout, files={f"{place}{name}": text for name, text in files.items()})._replace(
        command=command
    )


def read(unseen: str, log: str = "", folder: str = "a", **more: str) -> tuple[str, ...]:
    (found,) = seen(made(), [said(folder, unseen=unseen, log=FIRST + log, **more)]).values()
    return found


def test_what_was_read_is_told_by_package() -> None:
    outcomes = [said("a", unseen="1\n", log=FIRST + "open testdata/x\n"), said(".", unseen="1\n", log=FIRST)]

    assert seen(made(), outcomes) == {"example.org/m/a": ("a/testdata/x",), "example.org/m": ()}
    assert read("1\n", "open go.mod\n", ".") == ("go.mod",)


def test_where_nothing_ran_nothing_was_read() -> None:
    assert seen(made(), [said(), said("b", known="", built="x\n"), outcome("go", "test")]) == {}


@pytest.mark.parametrize(
    ("unseen", "log", "rest"),
    [
        pytest.param("1\n", "open /tmp/x\n", (), id="nothing that starts a process"),
        pytest.param("net._Cfunc_x\nnet._C2func_y\nos/user._Cfunc_z\n0\n", "", (), id="Go's own cgo"),
        pytest.param("m/a._Cfunc_f\n0\n", "", (BLIND,), id="C"),
        pytest.param("syscall.Exec\n0\n", "", (BLIND,), id="another program in its place"),
        pytest.param("plugin.Open\n0\n", "", (BLIND,), id="a plugin"),
        pytest.param(
            "syscall.forkExec\n0\n", "open testdata/x\nopen /dev/null\n", (), id="a process that nobody started"
        ),
        pytest.param("syscall.forkExec\n0\n", "open /usr/bin/git\n", (BLIND,), id="a program"),
        pytest.param("syscall.forkExec\n0\n", "open run.sh\n", (BLIND,), id="a program of the tree"),
        pytest.param("syscall.forkExec\n0\n", "open /tmp/gone\n", (BLIND,), id="what is gone, and may have been one"),
        pytest.param(
            "syscall.forkExec\n0\n",
            "open testdata/built\n",
            (BLIND,),
            id="what is not in the tree, and may have been one",
        ),
        pytest.param(
            "syscall.Chdir\n0\n", "open testdata/x\n", (BLIND,), id="a folder that may have been changed before"
        ),
        pytest.param("syscall.Chdir\n0\n", "open /x\nchdir /a\nopen x\n", (), id="a folder that is known"),
        pytest.param("1\n", "open made\n", (MADE,), id="what is there and not in the tree"),
        pytest.param("1\n", "stat made\n", (MADE,), id="what is there, not in the tree, and looked for"),
        pytest.param("1\n", "open gone\n", (), id="what is not there"),
        pytest.param("2\n", "", (WHOLE,), id="grep that could not look"),
        pytest.param("", "", (WHOLE,), id="no word of grep"),
        pytest.param("syscall.fork", "", (WHOLE,), id="grep that was cut short"),
        pytest.param("1\n", "x" * MOST, (WHOLE,), id="a log that may lack its end"),
    ],
)
def test_where_not_all_is_seen_more_counts(unseen: str, log: str, rest: tuple[str, ...]) -> None:
    assert tuple(path for path in read(unseen, log) if path in {BLIND, MADE, WHOLE}) == rest


@pytest.mark.parametrize(
    ("log", "rest"),
    [
        pytest.param("open testdata/gone\n", (BLIND, LISTEN), id="what is gone"),
        pytest.param("open /usr/bin/sleep\nopen /go/bin/go\n", (BLIND, LISTEN), id="programs that look at little"),
        pytest.param("open testdata/gone\nopen /usr/bin/git\n", (BLIND,), id="a program that looks at what it likes"),
        pytest.param("open run.sh\n", (BLIND, LISTEN), id="a program of the tree that does not lie there"),
    ],
)
def test_where_it_may_tell_more_somebody_is_to_listen(log: str, rest: tuple[str, ...]) -> None:
    assert tuple(path for path in read("syscall.forkExec\n0\n", log) if path in {BLIND, LISTEN}) == rest


def test_nobody_listens_to_a_test_main_and_twice_in_vain() -> None:
    vain = made()._replace(read={"example.org/m/a": {BLIND, DEAF}})
    outcomes = [said(unseen="syscall.forkExec\n0\n", log=f"{FIRST}open gone\n")]

    assert read("syscall.forkExec\nm.TestMain\n0\n")[:2] == (BLIND,)
    assert seen(vain, outcomes) == {"example.org/m/a": (BLIND, DEAF, "a/gone")}


NM = f"/cache/0e/{'0' * 64}-d/nm"


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        pytest.param("end\n", (LISTEN,), id="nothing"),
        pytest.param("exec /usr/bin/sleep\nexec /bin/true\nend\n", (LISTEN,), id="programs that look at nothing"),
        pytest.param("exec /home/bin/true\nend\n", (BLIND, DEAF), id="a program of that name elsewhere"),
        pytest.param(
            f"exec /go/bin/go\tbuild\nexec /go/pkg/tool/linux_amd64/link\nexec {NM}\n"
            "exec /usr/bin/x86_64-linux-gnu-gcc-12\n"
            "exec /usr/lib/gcc/x86_64-linux-gnu/12/cc1\nexec /usr/bin/which\nend\n",
            (BLIND, SIZELESS, LISTEN),
            id="Go, and what it builds with",
        ),
        pytest.param(f"exec {NM[:-2]}mine\nend\n", (BLIND, DEAF), id="a program that Go built and ran"),
        pytest.param("exec /go/bin/go\tbuild\nexec /tmp/built\nend\n", (BLIND, DEAF), id="a program that was built"),
        pytest.param("exec ?\t?\nend\n", (BLIND, DEAF), id="a program that nobody can name"),
        pytest.param("exec /go/bin/go\ttest\nend\n", (BLIND, DEAF), id="tests of others, which may be known"),
        pytest.param("exec /go/bin/go\t-C\nend\n", (BLIND, DEAF), id="Go, and nobody knows for what"),
        pytest.param("moved\nend\n", (LISTEN,), id="a change of folder that is in the log"),
        pytest.param("moved\nmoved\nend\n", (BLIND, DEAF), id="a change of folder that is not"),
        pytest.param("exec /go/bin/../../tmp/go\tbuild\nend\n", (BLIND, DEAF), id="a name that winds"),
        pytest.param("exec /go/bin/mine\t\nend\n", (BLIND, DEAF), id="what somebody installed beside Go"),
        pytest.param("exec /usr/bin/foo-as\t\nend\n", (BLIND, DEAF), id="what only ends as a compiler"),
        pytest.param("looked\nend\n", (BLIND, SIZELESS, LISTEN), id="a program that is not there"),
        pytest.param("", (BLIND, LISTEN), id="nobody listened"),
        pytest.param("exec /bin/true\n", (BLIND, LISTEN), id="nobody listened to the end"),
    ],
)
def test_what_was_heard_counts_more_than_a_suspicion(heard: str, rest: tuple[str, ...]) -> None:
    log = "chdir testdata\nopen gone\n"

    found = read("syscall.forkExec\nsyscall.Chdir\n0\n", log, heard=heard)

    assert tuple(path for path in found if path in {BLIND, SIZELESS, LISTEN, DEAF}) == rest


def test_what_was_heard_tells_nothing_of_c_and_of_imports_that_call_the_system() -> None:
    reaching = made()._replace(keys=lambda: Keys(reaching=frozenset({"a"})))
    outcomes = [said("a", unseen="1\n", log=f"{FIRST}open testdata/x\n", heard="exec /go/bin/go\tbuild\nend\n")]

    assert read("m/a._Cfunc_f\n0\n", heard="end\n") == (BLIND,)
    assert race_parts.reads(reaching, tuple(outcomes)) == {"example.org/m/a": (BLIND, "a/testdata/x")}


def test_who_is_to_be_listened_to_is_started_by_who_listens() -> None:
    words = ("python", "listen.py")
    heard = made()._replace(listener=words, read={"example.org/m/a": {LISTEN}, "example.org/m/b": {BLIND}})
    plain = start(heard, HOME, package("b"), 60)

    assert start(heard, HOME, package("a"), 60).argv[5:] == (*words, f"{heard.scratch}/tests{ROOT}/a/.test/said/heard")
    assert plain == start(made(), HOME, package("b"), 60)
    assert start(heard._replace(listener=()), HOME, package("a"), 60).argv[5:] == ()


def test_what_was_seen_is_told_where_it_is_not_all() -> None:
    assert read("m/a._Cfunc_f\n0\n", "open testdata/x\n") == (BLIND, "a/testdata/x")


def test_tests_that_wrote_no_log_rest_on_the_whole_tree() -> None:
    assert seen(made(), [said(unseen="1\n")]) == {"example.org/m/a": (WHOLE,)}


def test_what_was_built_is_told_and_whether_it_had_passed() -> None:
    outcomes = [said("a", built="one\n", unseen="1\n"), said("b", built="two\n", known="")]

    assert built(made(), outcomes) == {"example.org/m/a": ("one", False), "example.org/m/b": ("two", True)}


def test_the_names_of_what_passed_are_handed_over() -> None:
    assert dict(env(made())).keys() == {"GOTASKS_KEEP", "GOTASKS_KEPT", "GOTMPDIR"}
    assert dict(env(made()._replace(built=("one", "two"))))["GOTASKS_BUILT"] == "one two"


def test_the_tests_of_a_package_run_in_its_folder_and_their_files_are_kept() -> None:
    command = start(made(), HOME, package("a"), 60)

    assert (command.cwd, command.env, command.timeout) == ("a", (("GOWORK", "off"),), 60)
    assert command.produces == (f"tests{ROOT}/a/.test/said/", f"tests{ROOT}/a/.test/cover.out")
    assert command.watched
    assert command.alone


def test_the_events_are_those_of_the_package() -> None:
    events = '{"Action":"start","Package":"example.org/m/a"}\n{"Action":"pass","Package":"example.org/m/a"}\n'
    one, other = told(made(), [said("a", events, unseen="1\n"), said("b")])

    ran = one.ran()

    assert ran
    assert (ran.action, one.module, one.folder, one.kept) == ("pass", ".", "a", True)
    assert (other.ran(), other.kept, other.known) == (None, False, False)
