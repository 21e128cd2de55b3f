"""The hook that kills: at the named point, at the n-th pass, only when tests asked. Not here: real deaths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from futae import hooks
from terms.errors import SettingsError
from terms.faults import fault


def test_kills_at_the_nth_pass_of_its_point_only():
    killed = []
    hook = hooks.kill_hook("worker.after_claim:2", lambda: killed.append(1))
    for name in ("worker.after_claim", "live.before_change", "worker.after_claim", "worker.after_claim"):
        hook(name)
        killed.append(0)
    assert killed == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("wanted", ["worker.after_lunch", "worker.after_claim:0", "worker.after_claim:x", ":1"])
def test_refuses_what_it_does_not_know(wanted):
    with pytest.raises(SettingsError, match="FUTAE_FAULT"):
        hooks.kill_hook(wanted)


def test_does_nothing_unless_tests_asked():
    point = {"FUTAE_FAULT": "worker.after_claim"}
    assert [hooks.install(e) for e in ({}, point, {**point, "FUTAE_TESTING": "yes"}, {"FUTAE_TESTING": "1"})] == [
        False
    ] * 4
    fault("worker.after_claim")


def test_the_process_ends_by_sigkill(tools):
    program = (
        "import os, sys; from futae.hooks import install; from terms.faults import fault; print(install(os.environ))\n"
    )
    program += "sys.stdout.flush(); fault('live.before_change'); fault('live.after_change'); print('still here')"
    environ = {**os.environ, "FUTAE_TESTING": "1", "FUTAE_FAULT": "live.after_change"}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tools.ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGKILL, "True\n", "")
