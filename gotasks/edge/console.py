"""The terminal: the only place that prints. A closed pipe (``| head``) or stream (``>&-``) is not an error.

Whatever is said here has the secrets of the program's own environment taken out, error messages of all kinds included.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from gotasks.core.escape import printable
from gotasks.edge.redact import redactor, text_redactor

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
"""Select Graphic Rendition (ECMA-48, 8.3.117): the terminal's own colours, so that every theme stays readable."""

PATIENCE = 0.3
"""Seconds before the first line is drawn."""

TICK = 0.2
"""Seconds from one drawing to the next."""

STYLES = {"passed": "green", "failed": "bold red", "not judged": "bold yellow", "skipped": "dim"}


def say(text: str, *, error: bool = False) -> None:
    """Write text to standard output or standard error; what a terminal would obey, or not show, is escaped."""
    _write(printable(unsecret(text)), sys.stderr if error else sys.stdout)


def emit(body: bytes) -> None:
    """Write to standard output what a program reads, JSON or a patch, exactly as it is."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    except OSError as error:
        _lost(sys.stdout, error)


def unsecret(text: str) -> str:
    """Return a text without the secrets of the program's environment."""
    return text_redactor(redactor(os.environ))(text)


def show(rows: Iterable[tuple[tuple[str, str], ...]], *, error: bool = False) -> None:
    """Write rows of (text, style) spans in colour; the texts are escaped as in ``say``."""
    lines = ("".join(_styled(text, style) for text, style in row) + "\n" for row in rows)
    _write("".join(lines), sys.stderr if error else sys.stdout)


def styled(environ: Mapping[str, str], stream: TextIO | None = None, *, error: bool = False) -> bool:
    """Whether a stream is a terminal on which somebody reads in colour: not in CI, nor with NO_COLOR (no-color.org)."""
    stream = stream or (sys.stderr if error else sys.stdout)
    unicode = stream is not None and (stream.encoding or "").lower().replace("-", "") == "utf8"
    return watched(environ, stream) and unicode and not environ.get("NO_COLOR")


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether a CI system runs this."""
    return environ.get("CI", "").lower() not in {"", "0", "false"}


def watched(environ: Mapping[str, str], stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that obeys control sequences, and no CI system's; None is a closed one."""
    terminal = environ.get("TERM", "dumb") not in {"dumb", "unknown", ""}
    return terminal and stream is not None and not in_ci(environ) and stream.isatty()


def width(*, error: bool = False) -> int:
    """Return how many cells a line of the terminal has."""
    return _size(sys.stderr if error else sys.stdout).columns


def _size(stream: TextIO | None) -> os.terminal_size:
    """Return the size of the terminal behind a stream; some say that they have none, which is 0 by 0."""
    try:
        found = os.get_terminal_size(stream.fileno()) if stream else os.terminal_size((0, 0))
    except (OSError, ValueError):
        found = os.terminal_size((0, 0))
    return os.terminal_size((found.columns or 80, found.lines or 24))


class Line:
    """What is shown of one name: what it is doing since when, or how it ended and how long it took."""

    def __init__(self, doing: str, since: float, took: float | None = None) -> None:
        self.doing = doing
        self.since = since
        self.took = took


class Live:
    """A line for each task on a terminal's standard error, drawn by rich; nothing anywhere else.

    Whoever runs tasks only notes what happens, from any thread. One thread draws, and it imports rich and begins only
    when a run takes a while: what the store answers at once shows nothing and costs nothing. The cursor is never
    hidden, so that no way of ending a run leaves a terminal without one.
    """

    def __init__(
        self, environ: Mapping[str, str] | None = None, stream: TextIO | None = None, patience: float = PATIENCE
    ) -> None:
        self._stream: TextIO | None = stream or sys.stderr
        self._patience = patience
        self._environ = os.environ if environ is None else environ
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.shown = watched(self._environ, self._stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def begin(self, name: str, doing: str = "running") -> None:
        """Show a line for a name, or change what it is doing; its time goes on."""
        with self._lock:
            line = self._lines.get(name)
            self._lines[name] = Line(doing, line.since if line and line.took is None else time.monotonic())
        self._start()

    def end(self, name: str, status: str = "", seconds: float = 0.0) -> None:
        """Say how a name ended; without a status its line goes."""
        with self._lock:
            if status:
                self._lines[name] = Line(status, 0.0, seconds)
            else:
                self._lines.pop(name, None)

    def say(self, text: str) -> None:
        """Show one line, with its time, that is no task's: what happens before them. Empty text takes it away."""
        with self._lock:
            self._lines.pop("", None)
            if text:
                self._lines[""] = Line(text, time.monotonic())
        self._start()

    def clear(self) -> None:
        """Take all lines away; the next ``begin`` or ``say`` starts anew."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread:
            thread.join()
        with self._lock:
            self._lines.clear()

    def _start(self) -> None:
        with self._lock:
            if self.shown and self._thread is None:
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._draw, args=(self._stop,), daemon=True)
                self._thread.start()

    def _draw(self, stop: threading.Event) -> None:
        """Draw until told to stop. A terminal that is gone (OSError, ValueError) is nobody's loss."""
        if stop.wait(self._patience):
            return
        stream = self._stream
        if stream is None:
            return
        from rich.console import Group  # noqa: PLC0415 - 60 ms, and mostly not needed
        from rich.live import Live as Painter  # noqa: PLC0415

        with suppress(OSError, ValueError):
            console = _console(stream, self._environ)
            painter = Painter(
                get_renderable=lambda: Group(*self._texts(console)),
                console=console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            with painter:
                while not stop.wait(TICK):
                    painter.refresh()

    def _texts(self, console: Console) -> Iterator[Text]:
        """Yield the last lines, as many as fit, each cut to the terminal's width."""
        from rich.text import Text  # noqa: PLC0415

        now = time.monotonic()
        with self._lock:
            lines = [*self._lines.items()]
        wide = max((len(name) for name, _ in lines), default=0)
        for name, line in lines[-max(console.height - 2, 1) :]:
            text = Text(no_wrap=True, overflow="ellipsis")
            took = now - line.since if line.took is None else line.took
            seconds = f"{int(took)} s" if line.took is None else f"{took:.2f} s"
            if name:
                text.append(f"{_safe(name):<{wide}}  ")
                text.append(f"{_safe(line.doing):<10}", STYLES.get(line.doing, "cyan"))
                text.append(f"  {seconds:>9}", "dim")
            else:
                text.append(f"{_safe(line.doing)} ", "cyan")
                text.append(seconds, "dim")
            yield text


class Changing:
    """A line that says how things are: at a terminal each takes the last one's place, elsewhere it is one more."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._watched, self._style = watched(environ, sys.stdout), styled(environ)
        self._said = ""

    def say(self, text: str, style: str = "") -> None:
        """Say what is new."""
        if text == self._said:
            return
        self._said, line = text, _safe(text)
        if self._watched:
            from rich.cells import set_cell_size  # noqa: PLC0415 - as above

            line = _styled(set_cell_size(line, width() - 1).rstrip(), style if self._style else "")
        _write(f"\r\x1b[K{line}" if self._watched else f"{line}\n", sys.stdout)

    def end(self) -> None:
        """Leave the line as it is."""
        _write("\n" * self._watched, sys.stdout)


def _styled(text: str, style: str) -> str:
    safe = printable(unsecret(text).replace("\n", "\\n"))
    return f"\x1b[{';'.join(SGR[word] for word in style.split())}m{safe}\x1b[0m" if style and safe else safe


def _write(text: str, stream: TextIO | None) -> None:
    if stream is None:
        return
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except OSError as error:
        _lost(stream, error)


def _lost(stream: TextIO, error: OSError) -> None:
    """Give a stream up that cannot be written, and raise the error unless it is that nobody reads any more.

    The interpreter would fail once more when it flushes at exit (Python docs, note on SIGPIPE), with a status of its
    own.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if not isinstance(error, BrokenPipeError):
        raise error


def _console(stream: TextIO, environ: Mapping[str, str]) -> Console:
    from rich.console import Console, ConsoleDimensions  # noqa: PLC0415

    class Steady(Console):
        """A console that leaves the cursor alone, and is as large as its own stream's terminal."""

        def show_cursor(self, show: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002 - rich's signature
            return False

        @property  # type: ignore[misc]  # nothing here writes it
        def size(self) -> ConsoleDimensions:
            return ConsoleDimensions(*_size(stream))

    return Steady(file=stream, force_terminal=True, highlight=False, no_color=bool(environ.get("NO_COLOR")))


def _safe(text: str) -> str:
    return printable(unsecret(text).replace("\n", " ").replace("\t", " "))
