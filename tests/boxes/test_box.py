"""One call from copy to answer: what goes in, what comes out, when the child is replaced."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from boxes.box import Box, BoxResult
from boxes.limits import Limits
from boxes.pool import BoxPool
from terms.errors import BoxError, BoxLate

Run = Callable[..., BoxResult]


def value_of(result: BoxResult) -> dict[str, object]:
    assert result.died is None, result.log
    assert result.value is not None
    return result.value


def test_value_and_files_come_out(run: Run, tmp_path: Path) -> None:
    result = run("echo", edition="v3", name="港")
    assert {k: v for k, v in value_of(result).items() if k != "pid"} == {"size": 8, "edition": "v3", "name": "港"}
    assert (tmp_path / "made" / "tables" / "copy.bin").read_bytes() == b"stranger"
    assert 0 < result.seconds < 60
    assert result.peak_bytes > 1 << 20


def test_files_already_in_out_dir_are_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "made" / "tables").mkdir(parents=True)
    (tmp_path / "made" / "tables" / "copy.bin").write_bytes(b"old")
    value_of(run("echo"))
    assert (tmp_path / "made" / "tables" / "copy.bin").read_bytes() == b"stranger"


def test_the_same_child_serves_many_files(run: Run) -> None:
    assert len({value_of(run("echo"))["pid"] for _ in range(5)}) == 1


def test_surroundings_are_empty_and_scrubbed(run: Run, input_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTAE_DATABASE_URL", "secret")
    seen = value_of(run("surroundings"))
    assert seen["names"] == ["input.zip", "out", "tmp"]
    assert seen["tmp"] == f"{seen['cwd']}/tmp"
    assert seen["stdin"] == ""
    assert seen["inode"] != input_file.stat().st_ino
    environment = seen["environment"]
    assert isinstance(environment, dict)
    assert "FUTAE_DATABASE_URL" not in environment
    assert environment["LANG"] == "C.UTF-8"
    assert not Path(str(seen["cwd"])).exists()


def test_a_new_child_does_not_inherit_our_environment(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUTAE_DATABASE_URL", "secret")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    with Box(small, preload=()) as box:
        seen = value_of(box.run("boxed_functions:surroundings", input_file, {}, tmp_path / "made"))
    environment, modules = seen["environment"], seen["modules"]
    assert isinstance(environment, dict)
    assert isinstance(modules, list)
    assert "FUTAE_DATABASE_URL" not in environment
    assert environment["OPENBLAS_CORETYPE"] == "Haswell"
    assert "psutil" not in modules


def test_a_folder_goes_in_without_its_links(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "stops.txt").write_text("stop_id\n")
    (folder / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    assert value_of(run("surroundings", input_path=folder))["below"] == ["sub", "sub/stops.txt"]


def test_input_that_is_not_there_is_our_error(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BoxError, match="could not be copied"):
        run("echo", input_path=tmp_path / "nothing.zip")


def test_surrogates_never_leave(run: Run) -> None:
    assert value_of(run("lone_surrogate")) == {"text": "a?b"}


def test_log_keeps_a_bounded_tail_of_this_call_only(run: Run) -> None:
    result = run("talk", lines=5000)
    assert value_of(result) == {"lines": 5000}
    assert "line 4999 " in result.log
    assert len(result.log) <= 64 * 1024
    assert run("echo").log == ""


def test_replaced_after_so_many_files(functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits) -> None:
    with Box(replace(small, files_per_child=2), preload=()) as box:
        pids = [value_of(box.run("boxed_functions:echo", input_file, {}, tmp_path / "m"))["pid"] for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_no_call_suffers_for_the_addresses_that_earlier_ones_kept(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits
) -> None:
    limits = replace(small, spare_address_bytes=2 * small.memory_bytes)
    params = {"size": small.memory_bytes * 3 // 4}
    with Box(limits, preload=()) as box:
        answers = [
            value_of(box.run("boxed_functions:keep_addresses", input_file, params, tmp_path / "m")) for _ in range(6)
        ]
    assert [answer["kept"] for answer in answers] == [1, 2, 1, 2, 1, 2]
    assert len({answer["pid"] for answer in answers}) == 3


def test_threads_wait_for_each_other(box: Box, input_file: Path, tmp_path: Path) -> None:
    sizes: list[object] = []

    def ask(number: int) -> None:
        result = box.run("boxed_functions:echo", input_file, {"number": number}, tmp_path / str(number))
        sizes.append(value_of(result)["number"])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(s) for s in sizes) == [str(n) for n in range(8)]


def test_box_started_in_a_thread_that_ended_lives_on(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits
) -> None:
    box = Box(small, preload=())
    starter = threading.Thread(target=box.__enter__)
    starter.start()
    starter.join()
    try:
        pids = {value_of(box.run("boxed_functions:echo", input_file, {}, tmp_path / "m"))["pid"] for _ in range(3)}
        assert len(pids) == 1
    finally:
        box.__exit__(None, None, None)


def test_pool_runs_side_by_side(functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits) -> None:
    found: list[object] = []
    with BoxPool(2, small, preload=("boxed_functions",)) as pool:
        barrier = threading.Barrier(2)

        def ask(number: int) -> None:
            barrier.wait()
            result = pool.run("boxed_functions:sleep", input_file, {"seconds": 0.5}, tmp_path / str(number))
            found.append(result.died)
            found.append(value_of(pool.run("boxed_functions:echo", input_file, {}, tmp_path / f"{number}e"))["size"])

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found.count(None) == 2
    assert found.count(8) == 2


def test_preload_that_fails_is_our_error(input_file: Path, tmp_path: Path, small: Limits) -> None:
    with Box(small, preload=("no_such_module",)) as box, pytest.raises(BoxError, match="no_such_module"):
        box.run("boxed_functions:echo", input_file, {}, tmp_path / "m")


def test_a_box_that_is_late_blames_the_machine(input_file: Path, tmp_path: Path, small: Limits) -> None:
    late = replace(small, start_s=0.001)
    with Box(late, preload=()) as box:
        for _ in range(2):
            with pytest.raises(BoxLate, match="not ready within 0") as late_box:
                box.run("boxed_functions:echo", input_file, {}, tmp_path / "m")
            assert "s of processor" in late_box.value.__notes__[0]
        assert box._namespace, "a busy machine must not cost a wall"


def test_a_box_that_stood_idle_for_long_is_not_late(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits
) -> None:
    with Box(small, preload=()) as box:
        child = box._child
        assert child is not None
        while not select.select([child._answer], [], [], 1.0)[0]:
            assert child.is_alive()
        child._started -= 2 * small.start_s
        assert box.run("boxed_functions:echo", input_file, {}, tmp_path / "m").died is None
        assert box._child is child


def test_a_closed_box_says_so(input_file: Path, tmp_path: Path) -> None:
    with pytest.raises(BoxError, match="not open"):
        Box().run("boxed_functions:echo", input_file, {}, tmp_path / "m")


def test_nothing_is_left_behind(functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with Box(small, preload=(), work_root=root) as box:
        box.run("boxed_functions:crash", input_file, {}, tmp_path / "m")
        value_of(box.run("boxed_functions:locked_folder", input_file, {}, tmp_path / "m"))
    assert list(root.iterdir()) == []
