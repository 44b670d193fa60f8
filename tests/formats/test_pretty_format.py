"""A report as a terminal shows it: rows of styled texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from screens import ALL, COPYLOCKS, EXPORTED, FORMAT, PLACE, PRINTF, failing, first_seen, found, machine, report_of

from gotasks.core.report import Report
from gotasks.core.result import Finding, Result
from gotasks.formats.pretty import Row, render
from gotasks.formats.source import cells


def plain(rows: tuple[Row, ...]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def style_of(rows: tuple[Row, ...], text: str) -> str:
    return next(style for row in rows for piece, style in row if piece == text)


def lines_of(*findings: Finding, width: int = 80) -> list[str]:
    """Return what is shown of findings, up to the first empty row."""
    lines = plain(render(report_of(found("vet", *findings)), PLACE, width=width))
    return lines[: lines.index("")]


def test_all_well_is_one_row() -> None:
    rows = render(report_of(Result("fmt"), Result("vet")), PLACE)

    assert plain(rows) == ["gotasks check: passed in 2.25 s; fmt, vet; worktree 01234567"]
    assert style_of(rows, "passed") == "green"


def test_a_finding_is_its_place_its_message_and_its_line_with_a_caret() -> None:
    assert lines_of(PRINTF) == [
        "middleware/logger.go:96:13  printf  vet",
        "  fmt.Fprintf format %d has arg name of wrong type string",
        '  │ cW(l.buf, "%d → ", name) // 漢字',
        "  │           ^",
        "  again: go vet -printf ./middleware",
    ]


def test_the_caret_stands_right_behind_wide_characters() -> None:
    assert lines_of(COPYLOCKS)[2:4] == ['  │ name := "漢字"; pool := *shared', "  │              ^"]


def test_a_warning_says_so_and_is_not_red() -> None:
    rows = render(report_of(found("lint", EXPORTED)))

    assert plain(rows)[0] == "mux.go:63:1  revive/exported  lint  warning"
    assert style_of(rows, "revive/exported") == "yellow"
    assert style_of(rows, "^") == "bold yellow"


def test_a_difference_is_red_and_green_and_spaces_are_marked_where_only_they_differ() -> None:
    rows = render(report_of(found("fmt", FORMAT)))

    assert ("-····return Middlewares(middlewares)·", "red") in [row[-1] for row in rows if row]
    assert ("+→   return Middlewares(middlewares)", "green") in [row[-1] for row in rows if row]
    assert ('-    x := map[string]int{ "a":1}', "red") in [row[-1] for row in rows if row]


def test_output_that_begins_with_a_dash_is_no_difference() -> None:
    rows = render(report_of(found("race-test", PRINTF._replace(message="failed\n- got\nmore"))))

    assert style_of(rows, "- got") == ""


def test_a_place_is_never_broken_and_what_is_wrapped_fits() -> None:
    finding = PRINTF._replace(file="a/very/long/path" * 5 + "/x.go", message="word " * 40)
    first, *rest = lines_of(finding, width=50)

    assert first.startswith(f"{finding.file}:96:13  printf")
    assert all(cells(line) < 50 for line in rest)


def test_places_lead_from_where_the_user_stands() -> None:
    text = "\n".join(plain(render(report_of(found("vet", PRINTF)), PLACE, up="../..")))

    assert text.startswith("../../middleware/logger.go:96:13  ")


def test_each_file_is_a_block() -> None:
    lines = plain(render(report_of(found("vet", PRINTF, COPYLOCKS, EXPORTED))))
    starts = [line.split("  ")[0] for line in lines if ".go:" in line]

    assert starts == ["middleware/logger.go:41:17", "middleware/logger.go:96:13", "mux.go:63:1"]
    assert lines[lines.index(next(line for line in lines if "mux.go" in line)) - 1] == ""


def test_at_the_end_stand_the_tasks_the_verdict_and_what_to_do() -> None:
    lines = plain(render(failing(), PLACE, width=100))

    assert lines[lines.index("fmt        failed         1.50 s  1 finding") :] == [
        "fmt        failed         1.50 s  1 finding",
        "vet        failed         1.50 s  2 new findings",
        "lint       failed         1.50 s  54 findings",
        "race-test  failed         1.50 s  2 findings",
        "",
        "12 older findings are not shown: gotasks check --all shows them",
        "compared with 3f2a1b0c (merge base)",
        "report: .git/gotasks/report.json",
        "gotasks check: failed (fmt, vet, lint, race-test) in 2.25 s; worktree 01234567",
        "next: gotasks fmt --write                           # mends chain.go",
        "      go test -race -run '^TestMuxBasic$/^ping$' .  # repeats the first of 2",
        "      gotasks check                                 # when that is mended",
    ]


def test_a_single_task_that_failed_needs_no_row() -> None:
    assert not any(line.startswith("vet  ") for line in plain(render(report_of(found("vet", PRINTF)))))


def test_findings_first_seen_have_a_heading() -> None:
    assert plain(render(first_seen(), PLACE))[0] == "first seen, these do not refuse"


def test_a_machine_is_a_table_in_red_and_green() -> None:
    rows = render(machine())

    assert style_of(rows, "go            ") == "green"
    assert style_of(rows, "git           ") == "red"


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
@pytest.mark.parametrize("width", [1, 20, 60, 200])
def test_no_row_holds_a_line_end_and_no_two_empty_rows_follow(make: object, width: int) -> None:
    report: Report = make()  # type: ignore[operator]
    rows = render(report, PLACE, width=width)

    assert all("\n" not in text for row in rows for text, _ in row)
    assert all(above or below for above, below in pairwise(rows))


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_what_is_said_is_printable(make: object) -> None:
    report: Report = make()  # type: ignore[operator]

    assert "\x1b" not in "".join(text for row in render(report, PLACE) for text, _ in row)
