"""Functions that run inside the boxes of these tests, well- and ill-behaved. Imported by the child by name."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_KEPT: list[mmap.mmap] = []


def echo(input_path: Path, out_dir: Path, **params: Any) -> dict[str, Any]:
    (out_dir / "tables").mkdir()
    (out_dir / "tables" / "copy.bin").write_bytes(input_path.read_bytes())
    return {"size": input_path.stat().st_size, "pid": os.getpid(), **params}


def surroundings(input_path: Path, out_dir: Path) -> dict[str, Any]:
    names = sorted(p.name for p in Path.cwd().iterdir())
    return {
        "environment": dict(os.environ),
        "names": names,
        "cwd": str(Path.cwd()),
        "tmp": os.environ["TMPDIR"],
        "stdin": sys.stdin.read() if sys.stdin else "",
        "inode": input_path.stat().st_ino if input_path.is_file() else 0,
        "modules": sorted(sys.modules),
        "below": sorted(str(p.relative_to(input_path)) for p in input_path.rglob("*")) if input_path.is_dir() else [],
    }


def eat_memory(input_path: Path, out_dir: Path, step: int = 16 << 20, pause_s: float = 0.0) -> dict[str, Any]:
    held = []
    while True:
        held.append(b"x" * step)
        time.sleep(pause_s)


def peak(input_path: Path, out_dir: Path, size: int) -> dict[str, Any]:
    return {"length": len(b"x" * size)}


def reserve_at_once(input_path: Path, out_dir: Path, size: int) -> dict[str, Any]:
    return {"length": len(bytearray(size))}


def keep_addresses(input_path: Path, out_dir: Path, size: int) -> dict[str, Any]:
    kept = mmap.mmap(-1, size, prot=mmap.PROT_READ)
    _KEPT.append(kept)
    return {"pid": os.getpid(), "kept": len(_KEPT)}


def rust_reserve(input_path: Path, out_dir: Path, rows: int) -> dict[str, Any]:
    import polars as pl

    return {"sum": int(pl.select(pl.int_range(rows, eager=False)).to_series().shuffle().sum())}


def sleep(input_path: Path, out_dir: Path, seconds: float) -> dict[str, Any]:
    time.sleep(seconds)
    return {}


def sleep_with_lock(input_path: Path, out_dir: Path, seconds: int) -> dict[str, Any]:
    """Sleeps in C without giving up the interpreter lock, as an engine might."""
    ctypes.PyDLL(None).sleep(seconds)
    return {}


def spin(input_path: Path, out_dir: Path) -> dict[str, Any]:
    while True:
        pass


def write_much(input_path: Path, out_dir: Path, size: int) -> dict[str, Any]:
    with (out_dir / "big").open("wb") as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return {}


def write_outside(input_path: Path, out_dir: Path, path: str) -> dict[str, Any]:
    try:
        Path(path).write_text("here")
    except OSError as error:
        return {"refused": type(error).__name__}
    return {"refused": ""}


def write_link(input_path: Path, out_dir: Path) -> dict[str, Any]:
    os.mkfifo(out_dir / "pipe")
    return {}


def fail(input_path: Path, out_dir: Path) -> dict[str, Any]:
    (out_dir / "half.txt").write_text("half")
    raise KeyError("our own fault")


def leave(input_path: Path, out_dir: Path) -> dict[str, Any]:
    raise SystemExit(0)


def hard_exit(input_path: Path, out_dir: Path) -> dict[str, Any]:
    os._exit(0)


def crash(input_path: Path, out_dir: Path) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def talk(input_path: Path, out_dir: Path, lines: int) -> dict[str, Any]:
    for number in range(lines):
        print(f"line {number} " + "x" * 200, file=sys.stderr)
    sys.stderr.flush()
    return {"lines": lines}


def not_json(input_path: Path, out_dir: Path) -> dict[str, Any]:
    return {"value": float("nan"), "odd": object()}


def not_dict(input_path: Path, out_dir: Path) -> Any:
    return [1, 2]


def lone_surrogate(input_path: Path, out_dir: Path) -> dict[str, Any]:
    return {"text": "a\ud800b"}


def long_answer(input_path: Path, out_dir: Path, size: int) -> dict[str, Any]:
    return {"text": "x" * size}


def garbage(input_path: Path, out_dir: Path, text: str) -> dict[str, Any]:
    """Write into every open pipe, as a taken-over child might."""
    for entry in list(Path("/proc/self/fd").iterdir()):
        try:
            if int(entry.name) > 2 and str(entry.readlink()).startswith("pipe"):
                os.write(int(entry.name), text.encode())
        except OSError:
            continue
    time.sleep(5)
    return {}


def network(input_path: Path, out_dir: Path, port: int) -> dict[str, Any]:
    """What each way to the network gives: the name of the error, or 'open'."""
    tries: dict[str, Any] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), timeout=1),
        "bind": lambda: socket.socket().bind(("127.0.0.1", 0)),
        "name": lambda: socket.getaddrinfo("localhost", 80),
        "raw": lambda: _raw_connect(port),
    }
    found = {}
    for name, attempt in tries.items():
        try:
            attempt()
            found[name] = "open"
        except OSError as error:
            found[name] = type(error).__name__
    return found


def _raw_connect(port: int) -> None:
    """connect(2) straight from C, past Python's audit hook."""
    libc = ctypes.CDLL(None, use_errno=True)
    sock = socket.socket()
    address = (2).to_bytes(2, sys.byteorder) + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    if libc.connect(sock.fileno(), address, 16) != 0:
        raise OSError(ctypes.get_errno(), "connect")


def programs(input_path: Path, out_dir: Path) -> dict[str, Any]:
    tries: dict[str, Callable[[], object]] = {
        "run": lambda: subprocess.run(["/bin/true"], check=False),
        "fork": os.fork,
        "system": lambda: os.system("true"),
    }
    found = {}
    for name, attempt in tries.items():
        try:
            attempt()
            found[name] = "open"
        except PermissionError:
            found[name] = "refused"
    return found


def many_threads(input_path: Path, out_dir: Path, count: int) -> dict[str, Any]:
    done = threading.Event()
    made = 0
    try:
        for _ in range(count):
            threading.Thread(target=done.wait, daemon=True).start()
            made += 1
    except RuntimeError:
        pass
    done.set()
    return {"made": made}


def many_files(input_path: Path, out_dir: Path, count: int) -> dict[str, Any]:
    held = []
    try:
        for _ in range(count):
            held.append(open("/dev/null", "rb"))  # noqa: PTH123, SIM115
    except OSError:
        pass
    return {"opened": len(held)}


def locked_folder(input_path: Path, out_dir: Path) -> dict[str, Any]:
    """Leave a folder nobody may enter in the work folder."""
    closed = Path.cwd() / "tmp" / "closed"
    closed.mkdir()
    (closed / "file").write_text("x")
    closed.chmod(0)
    return {}
