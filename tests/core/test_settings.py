"""gotasks.toml: what it can say, and each error with file, line, key and the nearest right key."""

from __future__ import annotations

import tomllib

import pytest

from gotasks.core import options
from gotasks.core.errors import ExitCode, SettingsError, nearest
from gotasks.core.options import Option
from gotasks.core.settings import OwnCommand, Settings
from gotasks.core.settings_file import parse, sections
from gotasks.core.toml_lines import line_of

TABLES = sections(
    [
        ("fmt", Option("timeout", options.DURATIONS, "", "5m")),
        ("fmt", Option("write", options.FLAG, "", default=False, setting=False)),
        ("race-test", Option("tags", options.LIST, "")),
        ("race-test", Option("p", options.COUNT, "")),
        ("race-test", Option("short", options.FLAG, "", default=False)),
        ("race-test", Option("minimum", options.PERCENT, "", section="coverage")),
    ]
)
TASKS = ("fmt", "race-test")
SUITES = ("check", "ci")


def read(text: str) -> Settings:
    return parse(text, TABLES, TASKS, SUITES)


def error_of(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        read(text)
    assert raised.value.exit_code is ExitCode.USAGE
    return str(raised.value)


def test_options_are_grouped_by_their_table() -> None:
    assert {table: list(rows) for table, rows in TABLES.items()} == {
        "fmt": ["timeout"],
        "race-test": ["tags", "p", "short"],
        "coverage": ["minimum"],
    }


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        pytest.param("", Settings(), id="an empty file says nothing"),
        pytest.param("# only a comment\n", Settings(), id="a comment says nothing"),
        pytest.param("exclude = []\n", Settings(), id="an empty list of folders is the default"),
        pytest.param("[fmt]\n[suites]\n[hooks]\n[commands]\n", Settings(), id="empty tables say nothing"),
        pytest.param('exclude = ["third_party"]', Settings(exclude=("third_party",)), id="folders to leave out"),
        pytest.param('pass_env = ["API_KEY"]', Settings(pass_env=("API_KEY",)), id="secrets to let through"),
        pytest.param('race = "required"', Settings(race="required"), id="the race detector required"),
        pytest.param('[fmt]\ntimeout = "1m"', Settings(values={("fmt", "timeout"): "1m"}), id="an option of a task"),
        pytest.param(
            '[race-test]\ntags = ["a", "b"]\np = 2\nshort = true\n',
            Settings(
                values={("race-test", "tags"): ("a", "b"), ("race-test", "p"): 2, ("race-test", "short"): True},
            ),
            id="options of every kind",
        ),
        pytest.param(
            "[coverage]\nminimum = 79.9",
            Settings(values={("coverage", "minimum"): "79.9"}),
            id="an option with a table of its own",
        ),
        pytest.param(
            '[suites]\nmine = ["fmt", "check"]',
            Settings(suites={"mine": ("fmt", "check")}),
            id="a suite of tasks and suites",
        ),
        pytest.param('[suites]\ncheck = ["fmt"]', Settings(suites={"check": ("fmt",)}), id="other tasks for our suite"),
        pytest.param(
            '[suites]\na = ["b"]\nb = ["fmt"]',
            Settings(suites={"a": ("b",), "b": ("fmt",)}),
            id="a suite of a later suite",
        ),
        pytest.param(
            '[hooks]\npre-commit = ["mine"]\n[suites]\nmine = ["fmt"]\n',
            Settings(hooks={"pre-commit": ("mine",)}, suites={"mine": ("fmt",)}),
            id="a hook",
        ),
        pytest.param(
            '[commands.licence]\nrun = ["tools/licence", "-v"]\n',
            Settings(commands=(OwnCommand("licence", ("tools/licence", "-v")),)),
            id="a command with defaults",
        ),
        pytest.param(
            '[commands.a]\nrun = ["a"]\ntimeout = "1s"\nfindings = "lines"\nsummary = "A."\n[suites]\nx = ["a"]\n',
            Settings(commands=(OwnCommand("a", ("a",), "1s", "lines", summary="A."),), suites={"x": ("a",)}),
            id="a command with everything, in a suite",
        ),
    ],
)
def test_what_settings_say(text: str, settings: Settings) -> None:
    assert read(text)._replace(said=settings.said) == settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("exclude = [", "gotasks.toml:1: not TOML: ", id="a list that does not end"),
        pytest.param("\n\n= 1\n", "gotasks.toml:3: not TOML: ", id="a key that is missing"),
        pytest.param("race = 1\nrace = 2\n", "gotasks.toml:2: not TOML: ", id="a key that is there twice"),
        pytest.param("exlude = []", "gotasks.toml:1: exlude: no such key; did you mean exclude?", id="a misspelt key"),
        pytest.param("\n[fnt]\n", "gotasks.toml:2: fnt: no such key; did you mean fmt?", id="a misspelt table"),
        pytest.param(
            "zzz = 1",
            "gotasks.toml:1: zzz: no such key; there is carry, commands, coverage, every_commit, exclude, fmt, git, "
            "go, hooks, lfs, pass_env, preset, race, race-test, requires, submodules, suites",
            id="a key like nothing",
        ),
        pytest.param(
            '# a\n[fmt]\ntimeuot = "1m"',
            "gotasks.toml:3: fmt.timeuot: no such key; did you mean timeout?",
            id="a misspelt key of a task",
        ),
        pytest.param(
            "[fmt]\nwrite = true", "gotasks.toml:2: fmt.write: no such key; there is timeout", id="a flag is no setting"
        ),
        pytest.param(
            "[race-test]\nminimum = 80",
            "gotasks.toml:2: race-test.minimum: no such key",
            id="a key that stands in another table",
        ),
        pytest.param(
            'exclude = "vendor"',
            "gotasks.toml:1: exclude: must be a list of strings, not 'vendor'",
            id="a text for a list",
        ),
        pytest.param(
            "exclude = [1]", "gotasks.toml:1: exclude: must be a list of strings, not [1]", id="a list of numbers"
        ),
        pytest.param(
            'race = "maybe"',
            'gotasks.toml:1: race: must be "auto" or "required", not \'maybe\'',
            id="not among the choices",
        ),
        pytest.param(
            '[fmt]\ntimeout = "5"',
            'gotasks.toml:2: fmt.timeout: must be a duration above 0, such as "90s" or "10m", not \'5\'',
            id="a duration without a unit",
        ),
        pytest.param(
            '[coverage]\nminimum = "80"',
            "gotasks.toml:2: coverage.minimum: must be a number from 0 to 100, not '80'",
            id="a text for a percentage",
        ),
        pytest.param(
            "[race-test]\np = 0",
            "gotasks.toml:2: race-test.p: must be a whole number above 0, not 0",
            id="a count of 0",
        ),
        pytest.param(
            "[race-test]\nshort = 1", "gotasks.toml:2: race-test.short: must be true or false, not 1", id="1 for true"
        ),
        pytest.param("fmt = true", "gotasks.toml:1: fmt: must be a table: write [fmt]", id="a task that is no table"),
        pytest.param("suites = []", "gotasks.toml:1: suites: must be a table: write [suites]", id="suites as a list"),
        pytest.param("hooks = 1", "gotasks.toml:1: hooks: must be a table: write [hooks]", id="hooks as a number"),
        pytest.param(
            "commands = 1", "gotasks.toml:1: commands: must be a table: write [commands]", id="commands as a number"
        ),
        pytest.param(
            "[commands]\na = 1",
            "gotasks.toml:2: commands.a: must be a table: write [commands.a]",
            id="a command as a number",
        ),
        pytest.param("[[fmt]]\n", "gotasks.toml:1: fmt: must be a table: write [fmt]", id="a list of tables"),
        pytest.param(
            "[suites]\nmine = []",
            "gotasks.toml:2: suites.mine: is empty, so it would check nothing: name a task or a suite",
            id="an empty suite",
        ),
        pytest.param(
            "[hooks]\npre-commit = []",
            "gotasks.toml:2: hooks.pre-commit: is empty, so it would check nothing: name a task or a suite",
            id="an empty hook",
        ),
        pytest.param(
            '[suites]\nmine = "fmt"',
            "gotasks.toml:2: suites.mine: must be a list of strings, not 'fmt'",
            id="a suite as a text",
        ),
        pytest.param(
            '[suites]\nmine = ["fmtt"]',
            "gotasks.toml:2: suites.mine: no task or suite is called 'fmtt'; did you mean fmt?",
            id="a suite of nothing that is there",
        ),
        pytest.param(
            '[suites]\nfmt = ["race-test"]',
            "gotasks.toml:2: suites.fmt: there is a task of that name: choose another",
            id="a suite named like a task",
        ),
        pytest.param(
            '[suites]\na = ["fmt"]\n[commands.a]\nrun = ["a"]',
            "gotasks.toml:2: suites.a: there is a task of that name: choose another",
            id="a suite named like a command",
        ),
        pytest.param(
            '[suites]\nMine = ["fmt"]',
            "gotasks.toml:2: suites.Mine: a name is small letters, digits and hyphens",
            id="a suite with a capital letter",
        ),
        pytest.param(
            '[suites]\n"mine\\n" = ["fmt"]',
            "gotasks.toml:2: suites.mine\n: a name is small letters, digits and hyphens",
            id="a suite whose name ends with a line end",
        ),
        pytest.param(
            '[hooks]\npre-comit = ["fmt"]',
            "gotasks.toml:2: hooks.pre-comit: no such key; did you mean pre-commit?",
            id="a misspelt hook",
        ),
        pytest.param(
            '[hooks]\npre-commit = ["chekc"]',
            "gotasks.toml:2: hooks.pre-commit: no task or suite is called 'chekc'; did you mean check?",
            id="a hook of nothing that is there",
        ),
        pytest.param(
            '[commands.a_b]\nrun = ["a"]',
            "gotasks.toml:1: commands.a_b: a name is small letters, digits and hyphens",
            id="a command with an underscore",
        ),
        pytest.param(
            '[commands.fmt]\nrun = ["a"]',
            "gotasks.toml:1: commands.fmt: gotasks has a task, suite or hook of that name: choose another",
            id="a command named like a task",
        ),
        pytest.param(
            '[commands.check]\nrun = ["a"]',
            "gotasks.toml:1: commands.check: gotasks has a task, suite or hook of that name: choose another",
            id="a command named like a suite",
        ),
        pytest.param(
            '[commands.a]\nsummary = "A."',
            'gotasks.toml:1: commands.a: run is missing: write run = ["program", "argument"]',
            id="a command that runs nothing",
        ),
        pytest.param(
            "[commands.a]\nrun = []",
            'gotasks.toml:1: commands.a: run is missing: write run = ["program", "argument"]',
            id="a command with an empty line",
        ),
        pytest.param(
            '[commands.a]\nrun = "a b"',
            "gotasks.toml:2: commands.a.run: must be a list of strings, not 'a b'",
            id="a command as a shell line",
        ),
        pytest.param(
            '[commands.a]\nrun = ["a"]\nfindigs = "none"',
            "gotasks.toml:3: commands.a.findigs: no such key; did you mean findings?",
            id="a misspelt key of a command",
        ),
        pytest.param(
            '[commands.a]\nrun = ["a"]\nfindings = "junit"',
            'gotasks.toml:3: commands.a.findings: must be "lines" or "sarif" or "none", not \'junit\'',
            id="a format that is not read",
        ),
    ],
)
def test_what_settings_cannot_say(text: str, message: str) -> None:
    assert error_of(text).startswith(message)


def test_an_error_names_the_file_that_was_read() -> None:
    with pytest.raises(SettingsError, match=r"^other\.toml:1: x: no such key"):
        parse("x = 1", TABLES, TASKS, SUITES, "other.toml")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        pytest.param("a = 1\nb = 2\n", ("b",), 2, id="a key at the top"),
        pytest.param("[t]\n\n# b\nb = 2", ("t", "b"), 4, id="a key of a table, at the end of the file"),
        pytest.param("[t]\nb = 2\n", ("t",), 1, id="a table"),
        pytest.param("t = {b = 2}\n", ("t", "b"), 1, id="a key of an inline table"),
        pytest.param("x = 1\nt.b = 2\n", ("t", "b"), 2, id="a dotted key"),
        pytest.param("b = [\n  1,\n  2,\n]\n", ("b",), 1, id="a value over several lines"),
        pytest.param('a = """\nb = 1\n"""\nb = 2\n', ("b",), 4, id="a text that looks like the key"),
        pytest.param("[u]\nb = 1\n[t]\nb = 2\n", ("t", "b"), 4, id="a key that another table has too"),
        pytest.param("a = 1\r\nb = 2\r\n", ("b",), 2, id="lines that end with CR LF"),
        pytest.param(
            'a = "x\u2028y"\nb = 2\n', ("b",), 2, id="a text with a line separator, which ends no line in TOML"
        ),
        pytest.param("a = 1\n", ("b",), 1, id="a key that is not there"),
        pytest.param("", ("b",), 1, id="an empty file"),
    ],
)
def test_the_line_of_a_key(text: str, path: tuple[str, ...], line: int) -> None:
    assert line_of(text, path) == line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param((), "", id="nothing to choose from"),
        pytest.param(("vet", "fmt"), "; did you mean fmt?", id="a close one"),
        pytest.param(("vet", "lint"), "; there is lint, vet", id="none is close"),
    ],
)
def test_the_nearest_word(words: tuple[str, ...], said: str) -> None:
    assert nearest("fmtt", words) == said


def test_the_whole_file_is_kept_as_it_was_read() -> None:
    text = 'exclude = ["a"]\n[coverage]\nminimum = 79.9\n[commands.own]\nrun = ["a"]\n'

    assert read(text).said == tomllib.loads(text)
