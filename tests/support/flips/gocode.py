"""Go files for the rows, made of what is special in each."""

from __future__ import annotations


def source(package: str, body: str, *imports: str) -> str:
    """Make a Go file."""
    named = "".join(f'\t"{name}"\n' for name in sorted(imports))
    head = f"import (\n{named})\n\n" if named else ""
    return f"// Package {package} is small.\npackage {package}\n\n{head}{body}\n"


def go_test(body: str, *imports: str, package: str = "m") -> str:
    """Make a file with one test, of the statements given."""
    lines = "".join(f"\t{line}\n" for line in body.splitlines())
    return source(package, f"func Test(t *testing.T) {{\n{lines}}}", "testing", *imports)


def expect(said: str, *imports: str, before: str = "", package: str = "m") -> str:
    """Make a test that expects the text "good" from an expression of type ``([]byte, error)``."""
    shown = 'if err != nil || string(said) != "good" {\n\tt.Fatal("told:", string(said), err)\n}'
    return go_test(f"{before}said, err := {said}\n{shown}", *imports, package=package)


def number(package: str, value: int, name: str = "N") -> str:
    """Make a package with one constant function."""
    return source(package, f"// {name} is a number.\nfunc {name}() int {{ return {value} }}")


def passing_on(package: str, other: str, name: str = "N") -> str:
    """Make a package whose function returns what the one of another package returns."""
    short = other.rpartition("/")[2]
    return source(package, f"// {name} is a number.\nfunc {name}() int {{ return {short}.{name}() }}", other)


def one(call: str = "N()", *imports: str, package: str = "m") -> str:
    """Make a test that expects 1 from an expression."""
    return go_test(f'if got := {call}; got != 1 {{\n\tt.Fatal("told:", got)\n}}', *imports, package=package)


CAT = """// Read has another program read.
func Read(name string) ([]byte, error) { return exec.Command("cat", name).Output() }"""


def reader(package: str) -> str:
    """Make a package that starts a process which reads a file."""
    return source(package, CAT, "os/exec")
