"""Load by wrk: a fixed number of connections that ask for a list of addresses one after the other, again and again.

What does not live here: what is served, which figures are good.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """\
local requests, at = {}, 0
function init(args)
  for address in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", address, { ["Accept-Encoding"] = "gzip" })
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format('\\nFUTAE {"requests": %d, "duration_us": %d, "bytes": %d, "p50_us": %d, "p99_us": %d, ' ..
    '"errors": %d}\\n', summary.requests, summary.duration, summary.bytes, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One round of load. `bytes_s` counts bodies and headers."""

    per_s: float
    bytes_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def find_wrk() -> str | None:
    """The program, or None where it is absent."""
    return shutil.which("wrk")


def wrk(program: str, url: str, addresses: Sequence[str], folder: Path, *, connections: int, seconds: int) -> Load:
    """One round against one server, by one thread of wrk. Raises CalledProcessError."""
    script, known = folder / "cycle.lua", folder / "addresses.txt"
    script.write_text(_SCRIPT)
    known.write_text("\n".join(addresses) + "\n")
    command = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url, "--", str(known)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60)
    said = next(line for line in answer.stdout.splitlines() if line.startswith("FUTAE "))
    got = json.loads(said.removeprefix("FUTAE "))
    span_s = got["duration_us"] / 1e6
    return Load(
        got["requests"] / span_s, got["bytes"] / span_s, got["p50_us"] / 1e3, got["p99_us"] / 1e3, got["errors"]
    )
