"""Runs a program and writes down which others are started under it.

    python -I -S listen.py FILE PROGRAM [ARGUMENT ...]

The kernel holds each call that starts a program, or changes a process's folder, until it has been told of here
(seccomp_unotify(2)), in whatever process below. FILE has a line for each: ``exec PATH``, a tab and the first argument,
with a question mark where nobody can tell which, and ``moved`` where PROGRAM itself changed its folder; ``end`` is the
last one. It ends as PROGRAM does, as a shell tells it. Where the kernel does not tell us, PROGRAM runs all the same,
and there is no FILE.

What is started under such a filter gains no privileges by that (prctl(2), PR_SET_NO_NEW_PRIVS), so no sudo works there.

A program of its own, with nothing of ours imported: a process that other threads share cannot put a filter on a child.
"""

import os
import platform
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from fcntl import ioctl
from typing import NamedTuple, NoReturn

NO_NEW_PRIVS = 38
SET_FILTER, NEW_LISTENER = 1, 8
RECEIVE, SEND = 0xC0502100, 0xC0182101
"""From linux/prctl.h and linux/seccomp.h; the two requests have the sizes of what they read and write in them."""

ASKED, ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
"""struct seccomp_notif and seccomp_notif_resp: id, pid, flags, then number, architecture, address and arguments of the
call; id, value, error, flags."""

GO_ON = 1

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, NOTIFY = 0x7FFF0000, 0x7FC00000
NUMBER, ARCHITECTURE = 0, 4
"""Instructions, answers, and where in a call's data both stand (linux/bpf_common.h, linux/seccomp.h)."""

X32 = 0x40000000
"""From here on calls of the x32 form begin, each of which is told of; few machines know them."""


class Calls(NamedTuple):
    """Numbers of the calls of an architecture, and of seccomp(2) itself."""

    architecture: int
    seccomp: int
    execve: int
    execveat: int
    chdir: int
    fchdir: int


CALLS = {
    "x86_64": Calls(0xC000003E, 317, 59, 322, 80, 81),
    "aarch64": Calls(0xC00000B7, 277, 221, 281, 49, 50),
}
SHORT = (11, 12, 133, 358, 387)
"""The same calls of programs for 32 bits, i386 and arm."""


class Asked(NamedTuple):
    """Who asks for which call: the number of the question, a thread, the call and its arguments."""

    number: int
    process: int
    call: int
    architecture: int
    arguments: tuple[int, ...]


class Program(NamedTuple):
    """What was started here: its process, its path, and the calls of this machine."""

    process: int
    path: str
    calls: Calls

    def told(self, asked: Asked) -> list[str]:
        """Return what is to be noted of a call."""
        if asked.architecture != self.calls.architecture or asked.call not in self.calls[2:]:
            return ["exec ?\t?"]
        if asked.call in {self.calls.chdir, self.calls.fchdir}:
            return ["moved"] if os.path.exists(f"/proc/{self.process}/task/{asked.process}") else []
        first, words = asked.arguments[asked.call == self.calls.execveat :][:2]
        path = _text(asked.process, first)
        # The race detector starts a program again where addresses are laid out so that it cannot work.
        if (asked.process, path) == (self.process, self.path):
            return []
        return [f"exec {path if path.startswith('/') else '?'}\t{_second(asked.process, words)}"]


LONGEST = 4096
"""Bytes of a path, its end included (PATH_MAX)."""


def main(file: str, program: list[str]) -> int:
    """Run a program and write the file; return the exit status."""
    calls = CALLS.get(platform.machine())
    ours, its = socket.socketpair()
    child = os.fork()
    if not child:
        _become(program, its, calls)
    its.close()
    # Whatever ends this group is for the program: it may want to clean up.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _, listeners, *_ = socket.recv_fds(ours, 1, 1)
    told = _listen(listeners[0], Program(child, program[0], calls)) if calls and listeners else None
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if told is not None:
        with open(file, "w", encoding="utf-8", errors="surrogateescape") as lines:
            lines.writelines(f"{line}\n" for line in (*told, "end"))
    return code if code >= 0 else 128 - code


def _become(program: list[str], its: socket.socket, calls: Calls | None) -> NoReturn:
    """Put the filter on this process, hand over who listens to it, and become the program."""
    try:
        with suppress(OSError):
            listener = _filter(calls) if calls else -1
            if listener >= 0:
                socket.send_fds(its, [b"."], [listener])
                os.close(listener)
        its.close()
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores both, and what it starts would, too
            signal.signal(number, signal.SIG_DFL)
        # Its own may have been given an LC_CTYPE by Python (PEP 538).
        with open("/proc/self/environ", "rb") as file:
            pairs = (entry.partition(b"=") for entry in file.read().split(b"\0") if entry)
            environ = {name: value for name, _, value in pairs}
        os.execve(program[0], program, environ)  # noqa: S606 - this is what we are for
    finally:
        os._exit(127)


def _filter(calls: Calls) -> int:
    """Return the descriptor of who listens to this process from now on, and to all that it starts; -1 for none."""
    import ctypes  # noqa: PLC0415 - the process that listens does without

    rows = b"".join(struct.pack("=HBBI", *row) for row in _rows(calls))
    held = ctypes.create_string_buffer(rows, len(rows))
    wanted = ctypes.create_string_buffer(struct.pack("@HP", len(rows) // 8, ctypes.addressof(held)))
    library = ctypes.CDLL(None)
    if library.prctl(NO_NEW_PRIVS, 1, 0, 0, 0):
        return -1
    return int(library.syscall(calls.seccomp, SET_FILTER, NEW_LISTENER, wanted))


def _rows(calls: Calls) -> list[tuple[int, int, int, int]]:
    """Return the filter's instructions: code, how many to skip where it holds and where not, operand."""
    own, short = calls[2:], SHORT
    notify = len(own) + len(short) + 7
    own_at = 3
    short_at = own_at + len(own) + 3
    return [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, short_at - 3, calls.architecture),
        (LOAD, 0, 0, NUMBER),
        *((EQUAL, notify - own_at - at - 1, 0, call) for at, call in enumerate(own)),
        (AT_LEAST, notify - own_at - len(own) - 1, 0, X32),
        (RETURN, 0, 0, ALLOW),
        (LOAD, 0, 0, NUMBER),
        *((EQUAL, notify - short_at - at - 1, 0, call) for at, call in enumerate(short)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, NOTIFY),
    ]


def _listen(listener: int, program: Program) -> list[str]:
    """Let each call go on once it is noted, until the program has ended; return what was noted."""
    told = []
    ended = os.pidfd_open(program.process)
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    waiting.register(ended, select.POLLIN)
    while True:
        ready = dict(waiting.poll())
        if ready.get(listener, 0) & select.POLLIN:
            # Who asked may be gone by now.
            with suppress(OSError):
                asked = _receive(listener)
                told += program.told(asked)
                ioctl(listener, SEND, ANSWER.pack(asked.number, 0, 0, GO_ON))
        elif ended in ready:
            return told


def _receive(listener: int) -> Asked:
    data = bytearray(ASKED.size)
    ioctl(listener, RECEIVE, data)
    number, process, _, call, architecture, _, *arguments = ASKED.unpack(data)
    return Asked(number, process, call, architecture, tuple(arguments))


def _second(process: int, address: int) -> str:
    """Return the text to which the second of a row of addresses points; nothing where the row ends before it."""
    with suppress(OSError, struct.error), open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        first, second = struct.unpack("=QQ", memory.read(16))
        return _text(process, second) if first and second else ""
    return "?"


def _text(process: int, address: int) -> str:
    """Return the text that stands in a process's memory; a question mark where it cannot be read, or is no one line."""
    data = b""
    with suppress(OSError), open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        # The next page may be nobody's.
        while b"\0" not in data and len(data) < LONGEST:
            more = memory.read(4096 - (address + len(data)) % 4096)
            data += more
            if not more:
                break
    text, end, _ = data.partition(b"\0")
    return os.fsdecode(text) if end and not {*b"\n\t"} & {*text} else "?"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
