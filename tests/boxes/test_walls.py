"""What a function inside cannot do: reach the network, start programs, write outside, outlive its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from boxes.box import Box, BoxResult
from boxes.limits import Limits

Run = Callable[..., BoxResult]
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a wall of the Linux kernel")


def value_of(result: BoxResult) -> dict[str, object]:
    assert result.value is not None, result.log
    return result.value


@pytest.fixture
def port() -> object:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_no_network(run: Run, port: int) -> None:
    result = run("network", port=port)
    found = value_of(result)
    assert "open" not in (found["connect"], found["bind"], found["name"])
    assert result.network in ("namespace", "refused")
    if result.network == "namespace":
        assert found["raw"] != "open"


def test_without_namespace_sockets_are_refused_and_it_says_so(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits, port: int
) -> None:
    box = Box(small, preload=())
    box._namespace = False
    with box:
        result = box.run("boxed_functions:network", input_file, {"port": port}, tmp_path / "m")
    found = value_of(result)
    assert result.network == "refused"
    assert {found[k] for k in ("connect", "bind", "name")} == {"PermissionError"}


@linux_only
def test_second_try_without_namespace_when_the_first_cannot_start(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_outside.py").write_text(
        "from pathlib import Path\n"
        "if not Path('/proc/self/uid_map').read_text().endswith('4294967295\\n'):\n"
        "    raise ImportError('hidden by the namespace')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with Box(small, preload=("only_outside",)) as box:
        result = box.run("boxed_functions:echo", input_file, {}, tmp_path / "m")
    assert result.value is not None
    assert result.network == "refused"


def test_no_programs(run: Run) -> None:
    assert value_of(run("programs")) == {"run": "refused", "fork": "refused", "system": "refused"}


def test_open_files_are_bounded(run: Run, small: Limits) -> None:
    opened = value_of(run("many_files", count=2000))["opened"]
    assert isinstance(opened, int)
    assert opened <= small.open_files


@linux_only
def test_writing_outside_is_refused_where_landlock_is(run: Run, tmp_path: Path) -> None:
    refused = value_of(run("write_outside", path=str(tmp_path / "outside.txt")))["refused"]
    if not refused:
        pytest.skip("this kernel has no Landlock")
    assert refused == "PermissionError"
    assert not (tmp_path / "outside.txt").exists()


PARENT = """
import sys, threading, time
sys.path[:0] = {path!r}
from pathlib import Path
from boxes.box import Box
from boxes.limits import Limits
with Box(Limits(), preload=()) as box:
    source, made = Path({source!r}), Path({made!r})
    print(box.run("boxed_functions:echo", source, {{}}, made).value["pid"], flush=True)
    if {busy}:
        box.run("boxed_functions:sleep_with_lock", source, {{"seconds": 60}}, made)
    time.sleep(60)
"""


def _gone(pid: int, within_s: float) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy in an engine"])
def test_a_killed_parent_leaves_no_orphan(input_file: Path, tmp_path: Path, busy: bool) -> None:
    if busy and not sys.platform.startswith("linux"):
        pytest.skip("only Linux ends a child that holds the interpreter lock")
    root = Path(__file__).resolve().parents[2]
    code = PARENT.format(
        path=[str(root), str(Path(__file__).parent)], source=str(input_file), made=str(tmp_path / "m"), busy=busy
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.2)
        assert psutil.pid_exists(pid)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert _gone(pid, 2.0)


@linux_only
def test_a_box_may_have_lower_priority(input_file: Path, tmp_path: Path, small: Limits) -> None:
    with Box(replace(small, niceness=3), preload=()) as box:
        child = box._ready()
        assert psutil.Process(child.pid).nice() == min(psutil.Process().nice() + 3, 19)
