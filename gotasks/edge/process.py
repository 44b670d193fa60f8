"""Runs commands. The only importer of subprocess.

Each child has its own process group and session, so that the end of a run is the end of all it started; its output
is read as it comes and bounded.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from gotasks.core.command import OUTPUT_LIMIT, Command, Ended, Environment, Outcome, Step
from gotasks.edge.aside import side_by_side
from gotasks.edge.pace import cores
from gotasks.edge.streams import CHUNK, END, Room, Stream, given

GRACE = 2.0
"""Seconds between asking a process group to end and killing it, and for pipes that grandchildren hold open."""

SIDE_BY_SIDE = 2
"""How many commands may use their limit in one step: there may be many more."""

HEAD = 1 << 20
"""Bytes that are read of each file in a folder that a command produced: programs are looked at, not kept."""

POLL = 0.05


class Runner:
    """Runs the steps of a plan in a folder. ``begun`` says that a command ran."""

    def __init__(
        self,
        root: str,
        scratch: str,
        environment: Callable[[Environment], Mapping[str, str]],
        limit: int = OUTPUT_LIMIT,
    ) -> None:
        self.root = root
        self.scratch = scratch
        self.environment = environment
        self.limit = limit
        self.begun = threading.Event()
        self.stops: tuple[threading.Event, ...] = (threading.Event(),)

    def at(self, root: str, scratch: str) -> Runner:
        """Return a runner for other folders, which is stopped together with this one."""
        other = Runner(root, scratch, self.environment, self.limit)
        other.begun, other.stops = self.begun, self.stops
        return other

    def apart(self) -> Runner:
        """Return a runner that can be stopped alone, and is stopped with this one."""
        other = self.at(self.root, self.scratch)
        other.stops = (*self.stops, threading.Event())
        return other

    def stop(self) -> None:
        """End all children, from any thread; what still runs comes out as interrupted."""
        self.stops[-1].set()

    @property
    def _stopped(self) -> bool:
        return any(stop.is_set() for stop in self.stops)

    def step(self, commands: Step) -> tuple[Outcome, ...]:
        """Run the commands of a step side by side, as many as there are cores; outcomes in the planned order."""
        if not commands:
            return ()
        room = Room(SIDE_BY_SIDE * self.limit)
        acts = [partial(self._run, command, room) for command in commands]
        return side_by_side(acts, cores(), self.stop)

    def run(self, command: Command) -> Outcome:
        """Run one command to its end, its timeout or our stop."""
        return self._run(command, Room(SIDE_BY_SIDE * self.limit))

    def _run(self, command: Command, room: Room) -> Outcome:
        if self._stopped:
            return Outcome(command, "interrupted", None)
        began = time.monotonic()
        try:
            child = self._start(command)
        except (OSError, ValueError) as error:
            reason = f"{error.strerror}" if isinstance(error, OSError) else str(error)
            return Outcome(command, "not started", None, reason=reason)
        self.begun.set()
        kept, rooms = min(END, self.limit // 2), (Room(self.limit), room)
        out, err = Stream(kept, rooms), Stream(kept, rooms)
        try:
            ended = self._follow(child, (out, err), began + command.timeout)
        finally:
            _end_group(child)
        code = child.returncode
        if ended == "exited" and code < 0:
            ended, code = "killed", -code
        outcome = Outcome(command, ended, code if ended in {"exited", "killed"} else None)
        return outcome._replace(
            stdout=out.bytes(),
            stderr=err.bytes(),
            dropped=out.dropped + err.dropped,
            files=tuple(self._produced(command)),
            seconds=round(time.monotonic() - began, 3),
        )

    def _start(self, command: Command) -> subprocess.Popen[bytes]:
        folder = os.path.normpath(os.path.join(self.root, command.cwd))
        environ = {**self.environment(command.environment), **dict(command.env), "PWD": folder}
        with given(command.stdin, self.scratch) as stdin:
            child = subprocess.Popen(
                command.argv,
                cwd=folder,
                env=environ,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        _lower(child.pid)
        return child

    def _follow(self, child: subprocess.Popen[bytes], streams: Sequence[Stream], deadline: float) -> Ended:
        """Read both streams until they close and the child is gone; return how it ended."""
        gone = 0.0
        with selectors.DefaultSelector() as selector:
            for pipe, stream in zip((child.stdout, child.stderr), streams, strict=True):
                if pipe:
                    os.set_blocking(pipe.fileno(), False)
                    selector.register(pipe, selectors.EVENT_READ, stream)
            while selector.get_map() or child.poll() is None:
                _read(selector, child)
                now = time.monotonic()
                if self._stopped:
                    return "interrupted"
                if now > deadline:
                    return "timed out"
                if child.poll() is not None:
                    gone = gone or now
                    if now - gone > GRACE:
                        break
        return "exited"

    def _produced(self, command: Command) -> list[tuple[str, bytes]]:
        found = []
        for name in command.produces:
            path = Path(self.scratch, name)
            files, limit = (sorted(path.rglob("*")), HEAD) if name.endswith("/") else ([path], -1)
            for file in files:
                with suppress(FileNotFoundError, IsADirectoryError):
                    found.append((file.relative_to(self.scratch).as_posix(), _bytes(file, limit)))
        return found


def output(
    argv: Sequence[str], *, cwd: str, environ: Mapping[str, str], stdin: bytes = b"", timeout: float | None = None
) -> tuple[int, bytes, bytes]:
    """Run one of our own short commands (git, go env); return status, standard output and standard error.

    A program that does not start comes back as status 127, one that does not end as 124, as from a shell, with the
    reason on standard error.
    """
    with started(argv, cwd=cwd, environ=environ) as outcome:
        return outcome(stdin, timeout)


@contextmanager
def started(
    argv: Sequence[str], *, cwd: str, environ: Mapping[str, str]
) -> Iterator[Callable[[bytes, float | None], tuple[int, bytes, bytes]]]:
    """Start one of our own short commands, and yield what waits for it: see ``output``. It ends with the block."""
    pipe = subprocess.PIPE
    try:
        child = subprocess.Popen(argv, cwd=cwd, env=dict(environ), stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        reason = f"{argv[0]}: {error.strerror}".encode()
        yield lambda *_: (127, b"", reason)
        return

    def outcome(stdin: bytes, timeout: float | None) -> tuple[int, bytes, bytes]:
        try:
            out, err = child.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            _end(child)
            return 124, b"", f"{argv[0]} did not end within {timeout:g} s".encode()
        return child.returncode, out, err

    with child:
        try:
            yield outcome
        except BaseException:
            # It is in our own session, so that git can ask for a passphrase; the user's filters may run below it.
            _end(child)
            raise


def _end(child: subprocess.Popen[bytes]) -> None:
    """End one of our own short commands and all below it: it is stopped first, so that it starts nothing meanwhile.

    All of them are gone when the pipes close.
    """
    child.send_signal(signal.SIGSTOP)
    below = _below(child)
    child.kill()
    for pid in below:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired, ValueError):
        child.communicate(timeout=GRACE)


def _read(selector: selectors.BaseSelector, child: subprocess.Popen[bytes]) -> None:
    """Take what the streams hold now, or wait a little for a child that has closed them."""
    if not selector.get_map():
        with suppress(subprocess.TimeoutExpired):
            child.wait(POLL)
        return
    for key, _ in selector.select(POLL):
        try:
            data = os.read(key.fd, CHUNK)
        except BlockingIOError:
            continue
        if data:
            key.data.add(data)
        else:
            selector.unregister(key.fileobj)


def _bytes(file: Path, limit: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(limit)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End what is left of the child's group and of the processes below it: first asked, then killed."""
    below = _below(child)
    if child.poll() is None:
        _signal(child.pid, signal.SIGTERM, below)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    _signal(child.pid, signal.SIGKILL, below)
    child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe:
            pipe.close()


def _below(child: subprocess.Popen[bytes]) -> list[int]:
    """Return the process ids below a child that still runs: some may have left its group."""
    if child.poll() is not None:
        return []
    import psutil  # noqa: PLC0415 - 18 ms that only a stopped run pays

    with suppress(psutil.Error):
        return [process.pid for process in psutil.Process(child.pid).children(recursive=True)]
    return []


def _lower(session: int) -> None:
    """Give a new session our low priority too: on Linux nice counts within a session only (sched(7), autogroup)."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    if nice > 0:
        with suppress(OSError):
            Path(f"/proc/{session}/autogroup").write_text(str(nice))


def _signal(group: int, number: signal.Signals, below: Sequence[int]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
    for pid in below:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
