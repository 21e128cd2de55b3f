"""nginx over static files, as the measure: one worker, kept-alive connections, no log, each file opened when asked for.

With `held_open` it keeps open what it has opened (open_file_cache), the fastest it can do over files; that is no
default of nginx, and is shown beside. It answers precompressed bytes with the headers that our tiles have. Its
settings and process live in a temporary folder and end with the bench. What does not live here: our own service
(service), load (wrk).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from bench.tools.service import ServiceFailed, free_port

_SETTINGS = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log error;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 600;
  keepalive_requests 100000000;
  {cache}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ application/vnd.mapbox-vector-tile mvt; }}
  server {{
    listen 127.0.0.1:{port};
    root {root};
    gzip_static always;
    gzip_vary on;
    add_header Access-Control-Allow-Origin "*";
    add_header Access-Control-Expose-Headers "Accept-Ranges, Content-Range, ETag, Link, Location";
    add_header Cache-Control "public, max-age=5, stale-while-revalidate=60";
  }}
}}
"""


_HELD_OPEN = "open_file_cache max=4000 inactive=600s; open_file_cache_valid 600s;"


def find_nginx() -> str | None:
    """The program, also where only the administrator's path has it; None where it is absent."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx(program: str, folder: Path, root: Path, *, held_open: bool) -> Iterator[str]:
    """nginx serving the files below `root`, its own things in `folder`; gives its address. Raises ServiceFailed."""
    folder.mkdir()
    folder.chmod(0o755)  # its worker may run as another user
    port, settings = free_port(), folder / "nginx.conf"
    settings.write_text(_SETTINGS.format(folder=folder, root=root, port=port, cache=_HELD_OPEN if held_open else ""))
    command = [program, "-p", str(folder), "-c", str(settings), "-e", str(folder / "error.log")]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, child)
        yield url
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)
        child.kill()
        child.communicate()


def _wait(url: str, child: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if child.poll() is not None:
            words = child.stderr.read().decode() if child.stderr else ""
            raise ServiceFailed(f"nginx ended: {words}")
        with suppress(httpx.HTTPError):
            httpx.get(url, timeout=5)
            return
        time.sleep(0.05)
    raise ServiceFailed("nginx does not answer")
