"""The walls around a box, raised by the child itself before it imports anything that could start a thread.

What lives here: network and user namespace, resource limits, refusal of sockets and programs by audit hook, dying with
the parent. What does not: Landlock (boxes.landlock), reading requests (boxes.child), watching memory (boxes.process).
Standard library only; nothing here is called in the parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

_LINUX = sys.platform.startswith("linux")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_F_SETSIG, _O_ASYNC = 10, 0o20000
_CAP_VERSION_3 = 0x20080522

_NETWORK_EVENTS = frozenset(
    [
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.getnameinfo",
        "socket.sendmsg",
        "socket.sendto",
    ]
)
_PROGRAM_EVENTS = frozenset(
    [
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "subprocess.Popen",
    ]
)


class Guard:
    """The audit hook: sockets are refused from the start, programs once `closed` is set (imports may need them)."""

    def __init__(self) -> None:
        self.closed = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:  # noqa: ARG002 - the hook's signature
        """Raise PermissionError for an event a box does not permit."""
        if event in _NETWORK_EVENTS or (self.closed and event in _PROGRAM_EVENTS):
            raise PermissionError(f"a box does not permit {event}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _kernel_at_least(major: int, minor: int) -> bool:
    numbers = os.uname().release.split(".")
    try:
        return (int(numbers[0]), int(numbers[1].split("-")[0])) >= (major, minor)
    except (ValueError, IndexError):
        return False


def _map_ids(uid: int, gid: int) -> None:
    """Keep one's own ids inside the new user namespace; without the map everything still works, shown as nobody."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        try:
            Path(f"/proc/self/{name}").write_text(text)
        except OSError:
            return


def leave_network() -> bool:
    """Enter a user and network namespace of one's own; True when that was permitted. Linux, single-threaded only.

    Source: unshare(2), user_namespaces(7). In the new namespace even the loopback device is down.
    """
    if not _LINUX:
        return False
    uid, gid = os.getuid(), os.getgid()
    if _libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    _map_ids(uid, gid)
    return True


def drop_powers() -> None:
    """Give up all capabilities and the way back to them (capset(2), prctl PR_SET_NO_NEW_PRIVS)."""
    if not _LINUX:
        return
    libc = _libc()
    header = (ctypes.c_uint32 * 2)(_CAP_VERSION_3, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _wait_and_die(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def die_with_parent(lifeline: int, parent: int, *, by_thread: bool) -> None:
    """End when the parent ends. `lifeline` is the reading end of a pipe whose other end only the parent holds.

    On Linux the kernel sends SIGKILL when that end closes (fcntl(2) F_SETSIG), even while an engine holds the
    interpreter lock; elsewhere a thread waits for it. `by_thread` adds PR_SET_PDEATHSIG, which fires when the *thread*
    that started the child ends and is therefore only asked for when that was the parent's main thread.
    """
    if not _LINUX:
        threading.Thread(target=_wait_and_die, args=(lifeline,), daemon=True).start()
        return
    import fcntl

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, _F_SETSIG, signal.SIGKILL)
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_NONBLOCK | _O_ASYNC)
    if by_thread:
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    try:
        gone = os.read(lifeline, 1) == b""
    except BlockingIOError:
        gone = False
    if gone or (by_thread and os.getppid() != parent):
        os.kill(os.getpid(), signal.SIGKILL)


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, never above the hard limit in force; a system that refuses keeps its own."""
    _, most = resource.getrlimit(kind)
    top = most if hard is None or (most != resource.RLIM_INFINITY and hard > most) else hard
    if top != resource.RLIM_INFINITY:
        soft = min(soft, top)
    try:
        resource.setrlimit(kind, (soft, top))
    except (OSError, ValueError):
        return


def limit_resources(limits: dict[str, Any], *, own_namespace: bool) -> None:
    """Limits that hold for the child's whole life: file size, open files, threads, no core file, priority.

    Threads are bounded only inside a user namespace on Linux ≥ 5.14: elsewhere the count is that of the whole user.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    _lower(resource.RLIMIT_FSIZE, int(limits["file_bytes"]), int(limits["file_bytes"]))
    _lower(resource.RLIMIT_NOFILE, int(limits["open_files"]), int(limits["open_files"]))
    _lower(resource.RLIMIT_CORE, 0, 0)
    if own_namespace and _kernel_at_least(5, 14):
        _lower(resource.RLIMIT_NPROC, int(limits["processes"]), int(limits["processes"]))
    with contextlib.suppress(OSError, AttributeError):
        os.nice(int(limits["niceness"]))
    if _LINUX:
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")


def _proc_status(name: str) -> int:
    """A size of /proc/self/status in bytes; 0 when it has none."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def limit_address_space(limits: dict[str, Any]) -> None:
    """Bound address space to what the imports took + the memory limit + the spare (Linux; macOS does not enforce it).

    Catches one huge reservation at once, which watching resident memory from outside would see late.
    """
    if _LINUX:
        total = _proc_status("VmSize") + int(limits["memory_bytes"]) + int(limits["spare_address_bytes"])
        _lower(resource.RLIMIT_AS, total)


def begin_call(cpu_s: int) -> None:
    """Before each call: `cpu_s` more seconds of CPU from now; the kernel ends the child with SIGXCPU after that."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + int(cpu_s))
