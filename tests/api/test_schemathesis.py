"""Generated requests over the OpenAPI document against a running service: no 5xx, no undocumented answer."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "response_headers_conformance,unsupported_method,allow_header_conformance,missing_required_header"
)
pytestmark = pytest.mark.long


def futae(*words: str) -> list[str]:
    return [sys.executable, "-m", "futae.cli", *words]


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """The sample town served on a free port: its address, and a key that may do everything."""
    home = str(tmp_path_factory.mktemp("schemathesis") / "home")
    subprocess.run(futae("demo", "--no-serve", "--home", home), cwd=ROOT, check=True, capture_output=True)
    made = futae("key", "add", "*", "--scopes", "upload,publish,admin", "--home", home)
    key = subprocess.run(made, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "FUTAE_SERVE_UNSTATED": "1", "FUTAE_SEND": "0", "FUTAE_FOLLOW": "0"}
    running = subprocess.Popen(futae("serve", "--home", home, "--port", str(port)), cwd=ROOT, env=environ)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", key
    finally:
        running.terminate()
        running.wait(timeout=30)


def wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{address}/v1/releases/current").raise_for_status()
            return
        except httpx.HTTPError:
            assert time.monotonic() < end, "the service did not answer"
            time.sleep(0.2)


@pytest.mark.parametrize("with_key", [False, True])
def test_generated_requests_get_documented_answers(service: tuple[str, str], with_key: bool, tmp_path: Path) -> None:
    address, key = service
    words = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", "--phases", "coverage,fuzzing",
             "-n", "40", "--seed", "1", "-c", CHECKS, "--max-redirects", "0", "--request-timeout", "20",
             "--suppress-health-check", "all", "--continue-on-failure", "--no-color"]  # fmt: skip
    if with_key:
        words += ["-H", f"Authorization: Bearer {key}"]
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": str(ROOT / "tests" / "api" / "schema_hooks.py"),
    }
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout[-6000:]
    counted = re.search(r"(\d[\d,]*) generated, (\d[\d,]*) passed", done.stdout)
    assert counted is not None
    assert counted[1] == counted[2]
    assert int(counted[1].replace(",", "")) > 1_000
    assert httpx.get(f"{address}/v1/releases/current").status_code == 200
