"""Runs a program and writes down what is started under it.

    python -I -S listen.py FILE PROGRAM [ARGUMENT ...]

The kernel holds each call that starts a program, or changes a process's folder, until it has been told of here
(seccomp_unotify(2)), in whatever process below. FILE says what was heard, a line each, and ``end`` in the last one:

    exec PATH, a tab, the first argument    a program was to be started; a question mark is what nobody can tell
    looked                                  one was looked for where none is, or another process changed its folder
    moved                                   PROGRAM itself changed its folder, once for each time

It ends as PROGRAM does, as a shell tells it. Where the kernel does not tell us, it becomes PROGRAM, and there is no
FILE. What PROGRAM leaves running is answered for as long as it runs.

What is started under such a filter gains no privileges by that (prctl(2), PR_SET_NO_NEW_PRIVS), so no sudo works there.

A program of its own, with nothing of ours imported: a process that other threads share cannot put a filter on a child.
"""

import os
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from fcntl import ioctl
from typing import NamedTuple, NoReturn

OLDEST = (5, 9)
"""The first Linux that lets a call go on, and tells when nobody is left to listen to (5.5, 5.9)."""

NO_NEW_PRIVS = 38
SET_FILTER, AT_SPEED, NEW_LISTENER, KILLABLE = 1, 4, 8, 32
RECEIVE, SEND, GO_ON = 0xC0502100, 0xC0182101, 1
"""From linux/prctl.h and linux/seccomp.h; the two requests have the sizes of what they read and write in them."""

ASKED, ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
"""struct seccomp_notif and seccomp_notif_resp: id, pid, flags, then number, architecture, address and arguments of the
call; id, value, error, flags."""

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, NOTIFY = 0x7FFF0000, 0x7FC00000
NUMBER, ARCHITECTURE, X32 = 0, 4, 0x40000000
"""Instructions, answers, where in a call's data both stand, and the number from which on calls of the x32 form begin
(linux/bpf_common.h, linux/seccomp.h, asm/unistd.h)."""
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)
"""What ends a group of processes is for the program: it may want to clean up."""

LONGEST = 4096  # bytes of a text, its end included (PATH_MAX)


class Machine(NamedTuple):
    """Numbers of the calls of an architecture; ``short`` are those of its programs for 32 bits."""

    architecture: int
    seccomp: int
    execve: int
    execveat: int
    chdir: int
    fchdir: int
    short: tuple[int, ...]


MACHINES = {
    "x86_64": Machine(0xC000003E, 317, 59, 322, 80, 81, (11, 12, 133, 358)),
    "aarch64": Machine(0xC00000B7, 277, 221, 281, 49, 50, (11, 12, 133, 387)),
}


def main(file: str, program: list[str]) -> int:
    """Run a program and write the file; return the exit status."""
    machine = _machine()
    ignored = {number for number in ENDS if signal.getsignal(number) is signal.SIG_IGN}
    if not machine:
        _become(program, ignored)
    ours, its = socket.socketpair()
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    child = os.fork()
    if not child:
        _be_heard(its, machine)
        _become(program, ignored)
    its.close()
    listener = next(iter(socket.recv_fds(ours, 1, 1)[1]), -1)
    if listener < 0:
        os.waitpid(child, 0)
        _become(program, ignored)
    heard = Heard(child, program[0], machine)
    _listen(listener, heard, os.pidfd_open(child))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with open(file, "w", encoding="utf-8", errors="surrogateescape") as lines:
        lines.writelines(f"{line}\n" for line in (*heard.lines, *["moved"] * heard.moves, "end"))
    _stay(listener, heard)
    return status if status >= 0 else 128 - status


def _machine() -> Machine | None:
    """Return this machine's calls; None where it, or this Python, has not all that it takes to listen."""
    about = os.uname()
    release = tuple(int(part) if part.isdigit() else 0 for part in about.release.partition("-")[0].split(".")[:2])
    try:
        import ctypes  # noqa: F401, PLC0415 - not every Python has it
    except ImportError:
        return None
    able = sys.maxsize > 1 << 32 and hasattr(os, "pidfd_open") and os.path.exists("/proc/self/mem")
    return MACHINES.get(about.machine) if able and release >= OLDEST else None


def _become(program: list[str], ignored: set[signal.Signals]) -> NoReturn:
    """Become the program, with environment and signals as if this had not been between."""
    for number in {*ENDS, signal.SIGPIPE, signal.SIGXFSZ} - ignored:  # Python itself ignores the last two
        signal.signal(number, signal.SIG_DFL)
    environ = dict(os.environb)
    # To its own Python may have added LC_CTYPE (PEP 538).
    with suppress(OSError), open("/proc/self/environ", "rb") as file:
        environ = {name: value for name, _, value in (row.partition(b"=") for row in file.read().split(b"\0") if row)}
    try:
        os.execve(program[0], program, environ)  # noqa: S606 - this is what we are for
    except OSError as error:
        with suppress(OSError):
            os.write(2, os.fsencode(f"{program[0]}: {error.strerror}\n"))
        os._exit(127 if isinstance(error, FileNotFoundError) else 126)


def _be_heard(its: socket.socket, machine: Machine) -> None:
    """Have this process listened to from now on, with all that it starts, and hand over where; or end it."""
    listener = _filter(machine)
    try:
        socket.send_fds(its, [b"."], [listener])
        os.close(listener)
    except OSError:
        os._exit(1)


def _filter(machine: Machine) -> int:
    """Return the descriptor of who listens to this process; -1 where the kernel does not want to."""
    import ctypes  # noqa: PLC0415 - see _machine

    rows = b"".join(struct.pack("=HBBI", *row) for row in _rows(machine))
    held = ctypes.create_string_buffer(rows, len(rows))
    wanted = ctypes.create_string_buffer(struct.pack("@HP", len(rows) // 8, ctypes.addressof(held)))
    library = ctypes.CDLL(None)
    if library.prctl(NO_NEW_PRIVS, 1, 0, 0, 0):
        return -1
    flags = AT_SPEED | NEW_LISTENER
    # Since 5.19 a signal does not cut a call short that was told of.
    found = int(library.syscall(machine.seccomp, SET_FILTER, flags | KILLABLE, wanted))
    return found if found >= 0 else int(library.syscall(machine.seccomp, SET_FILTER, flags, wanted))


def _rows(machine: Machine) -> list[tuple[int, int, int, int]]:
    """Return the filter's instructions: code, how many to skip where it holds and where not, operand."""
    own = [(EQUAL, call) for call in machine[2:6]] + [(AT_LEAST, X32)]
    short = [(EQUAL, call) for call in machine.short]
    checks = [*own, (RETURN, ALLOW), (LOAD, NUMBER), *short, (RETURN, ALLOW)]
    told = [
        (code, len(checks) - at - 1 if code in {EQUAL, AT_LEAST} else 0, 0, it) for at, (code, it) in enumerate(checks)
    ]
    other = len(own) + 2  # behind what is asked of this machine's own calls
    return [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, other, machine.architecture),
        (LOAD, 0, 0, NUMBER),
        *told,
        (RETURN, 0, 0, NOTIFY),
    ]


class Asked(NamedTuple):
    """A thread that asks for a call."""

    process: int
    call: int
    architecture: int
    arguments: tuple[int, ...]


class Heard:
    """What was heard of a program, that runs as ``process``: lines, and how often it changed its folder."""

    def __init__(self, process: int, path: str, machine: Machine) -> None:
        self.process = process
        self.machine = machine
        self.itself = {path, "/proc/self/exe"}
        self.lines: dict[str, None] = {}
        self.moves = 0

    def note(self, asked: Asked) -> None:
        """Note a call."""
        try:
            line = self._line(asked)
        except (OSError, ValueError, OverflowError, struct.error):
            line = "exec ?\t?"
        if line == "moved":
            self.moves += 1
        elif line:
            self.lines[line] = None

    def _line(self, asked: Asked) -> str:
        machine = self.machine
        if asked.architecture != machine.architecture or asked.call not in machine[2:6]:
            return "exec ?\t?"
        if asked.call in {machine.chdir, machine.fchdir}:
            return "moved" if os.path.exists(f"/proc/{self.process}/task/{asked.process}") else "looked"
        first, words = asked.arguments[asked.call == machine.execveat :][:2]
        path = _text(asked.process, first)
        # The race detector starts a program again where addresses are laid out so that it cannot work.
        if asked.process == self.process and path in self.itself:
            return ""
        if not path.startswith("/") or _elsewhere(asked.process):
            return "exec ?\t?"
        return f"exec {path}\t{_second(asked.process, words)}" if os.path.lexists(path) else "looked"


def _elsewhere(process: int) -> bool:
    """Whether a path means something else to a process than to us."""
    spaces = (os.readlink(f"/proc/{who}/ns/mnt") for who in ("self", process))
    return os.readlink(f"/proc/{process}/root") != "/" or len({*spaces}) > 1


def _second(process: int, address: int) -> str:
    """Return the text to which the second of a row of addresses points; nothing where the row ends before it."""
    first, second = struct.unpack("=QQ", _memory(process, address, 16))
    return _text(process, second) if first and second else ""


def _text(process: int, address: int) -> str:
    """Return the text that stands in a process's memory; a question mark where it is too long, or not one line."""
    data = b""
    while b"\0" not in data and len(data) < LONGEST:
        # The next page may be nobody's.
        data += _memory(process, address + len(data), 4096 - (address + len(data)) % 4096)
    text, end, _ = data.partition(b"\0")
    return os.fsdecode(text) if end and not {*b"\n\t"} & {*text} else "?"


def _memory(process: int, address: int, size: int) -> bytes:
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        data = memory.read(size)
    if not data:
        raise OSError(f"nothing at {address}")
    return data


def _listen(listener: int, heard: Heard, ended: int = -1) -> None:
    """Let each call go on once it is noted, until the program has ``ended`` (a pidfd), or nothing is left that runs."""
    waiting = select.poll()
    for each in {listener, ended} - {-1}:
        waiting.register(each, select.POLLIN)
    while True:
        ready = dict(waiting.poll())
        if ready.get(listener, 0) & select.POLLIN:
            _answer(listener, heard)
        elif ready:
            return


def _answer(listener: int, heard: Heard) -> None:
    # Who asked may be gone by now.
    with suppress(OSError):
        data = bytearray(ASKED.size)
        ioctl(listener, RECEIVE, data)
        number, process, _, call, architecture, _, *arguments = ASKED.unpack(data)
        heard.note(Asked(process, call, architecture, tuple(arguments)))
        ioctl(listener, SEND, ANSWER.pack(number, 0, 0, GO_ON))


def _stay(listener: int, heard: Heard) -> None:
    """Answer on in a process of its own where something is left that runs, which could start nothing any more."""
    left = select.poll()
    left.register(listener, 0)
    if left.poll(0) or os.fork():
        return
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    _listen(listener, heard)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
