"""What a test reads by other hands: a child process, C, the environment."""

from __future__ import annotations

from flips.gocode import expect, go_test, reader, source
from flips.row import COMPILED, WITH_C, flip

GOOD, BAD = {"data/x": "good"}, {"data/x": "bad"}
SHOWN = "told: bad"

CHILD = reader("helper")
PANICS = 'defer func() {\n\tif recover() == nil {\n\t\tt.Fatal("told: nil")\n\t}\n}()\npanic(nil)'
FORKED = """read, write, _ := os.Pipe()
attr := &syscall.ProcAttr{Files: []uintptr{0, write.Fd(), 2}}
pid, err := syscall.ForkExec("/bin/cat", []string{"cat", "data/x"}, attr)
if err != nil {
	t.Fatal(err)
}
write.Close()
_, _ = syscall.Wait4(pid, nil, 0, nil)
"""
STARTED = """read, write, _ := os.Pipe()
child, err := os.StartProcess("/bin/cat", []string{"cat", "data/x"}, &os.ProcAttr{Files: []*os.File{nil, write, nil}})
if err != nil {
	t.Fatal(err)
}
write.Close()
_, _ = child.Wait()
"""
C_READS = """// Package c reads in C.
package c

/*
#include <stdio.h>
static int first(void) {
	FILE *file = fopen("data/x", "r");
	int found = file ? fgetc(file) : 0;
	fclose(file);
	return found;
}
*/
import "C"

// First is the file's first byte.
func First() int { return int(C.first()) }
"""
GROUPED = C_READS.replace('import "C"', 'import (\n\t"C"\n)')
FIRST = go_test("if got := First(); got != 'g' {\n\tt.Fatal(\"told:\", got)\n}", package="c")

CHILDREN = (
    flip(
        "a file read by a child process",
        {"m_test.go": expect('exec.Command("cat", "data/x").Output()', "os/exec"), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by a child process of a helper package",
        {"m_test.go": expect('helper.Read("data/x")', "example.com/m/helper"), "helper/helper.go": CHILD, **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by a child process of a helper of a helper",
        {
            "m_test.go": expect("middle.Read()", "example.com/m/middle"),
            "middle/m.go": source(
                "middle",
                '// Read reads.\nfunc Read() ([]byte, error) { return helper.Read("data/x") }',
                "example.com/m/helper",
            ),
            "helper/helper.go": CHILD,
            **GOOD,
        },
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by a child process of syscall.ForkExec",
        {"m_test.go": expect("io.ReadAll(read)", "io", "os", "syscall", before=FORKED), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a file read by a child process of os.StartProcess",
        {"m_test.go": expect("io.ReadAll(read)", "io", "os", before=STARTED), **GOOD},
        BAD,
        SHOWN,
    ),
    flip(
        "a package that a child process lists",
        {
            "a/a_test.go": go_test(
                'said, err := exec.Command("go", "list", "../...").Output()\n'
                'if err != nil || strings.Contains(string(said), "/b") {\n\tt.Fatal("told:", string(said), err)\n}',
                "os/exec",
                "strings",
                package="a",
            )
        },
        {"b/b.go": "package b\n"},
        "example.com/m/b",
    ),
    flip(
        "a file read in C", {"c.go": C_READS, "c_test.go": FIRST, **GOOD}, BAD, "told: 98", env=WITH_C, needs=COMPILED
    ),
    flip(
        "a file read in C, the import in brackets",
        {"c.go": GROUPED, "c_test.go": FIRST, **GOOD},
        BAD,
        "told: 98",
        env=WITH_C,
        needs=COMPILED,
    ),
)

VARIABLES = (
    flip(
        "a variable read by os.Getenv",
        {"m_test.go": expect('[]byte(os.Getenv("SAID")), error(nil)', "os")},
        told=SHOWN,
        env={"SAID": "good"},
        env_to={"SAID": "bad"},
    ),
    flip(
        "a variable that was not set",
        {"m_test.go": go_test('if said, there := os.LookupEnv("SAID"); there {\n\tt.Fatal("told:", said)\n}', "os")},
        told="told: set",
        env_to={"SAID": "set"},
    ),
    flip(
        "a variable found in os.Environ",
        {
            "m_test.go": go_test(
                'if slices.Contains(os.Environ(), "SAID=bad") {\n\tt.Fatal("told: bad")\n}', "os", "slices"
            )
        },
        told=SHOWN,
        env={"SAID": "good"},
        env_to={"SAID": "bad"},
    ),
    flip(
        "a variable read by a child process",
        {"m_test.go": expect('exec.Command("sh", "-c", "printf $SAID").Output()', "os/exec")},
        told=SHOWN,
        env={"SAID": "good"},
        env_to={"SAID": "bad"},
    ),
    flip(
        "the time zone",
        {"m_test.go": go_test('if hour := time.Unix(0, 0).Hour(); hour != 0 {\n\tt.Fatal("told:", hour)\n}', "time")},
        told="told: 5",
        env={"TZ": "UTC"},
        env_to={"TZ": "Etc/GMT-5"},
    ),
    flip(
        "the processors that the runtime takes",
        {"m_test.go": go_test('if now := runtime.GOMAXPROCS(0); now != 1 {\n\tt.Fatal("told:", now)\n}', "runtime")},
        told="told: 3",
        env={"GOMAXPROCS": "1"},
        env_to={"GOMAXPROCS": "3"},
    ),
    flip(
        "a setting of the runtime",
        {
            "m_test.go": go_test(
                'defer func() {\n\tif recover() == nil {\n\t\tt.Fatal("told: nil")\n\t}\n}()\npanic(nil)'
            )
        },
        told="told: nil",
        env_to={"GODEBUG": "panicnil=1"},
    ),
    flip(
        "a variable read while the package begins",
        {"m.go": source("m", 'var held = os.Getenv("SAID")', "os"), "m_test.go": expect("[]byte(held), error(nil)")},
        told=SHOWN,
        env={"SAID": "good"},
        env_to={"SAID": "bad"},
    ),
)

ROWS = (*CHILDREN, *VARIABLES)
