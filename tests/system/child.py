"""A process of its own for the system tests: `child.py api PORT` is the whole API in one process, on loopback.

It is what a kill test can see dying. What does not live here: assertions, the worker (`python -m futae.hooks`).
"""

from __future__ import annotations

import asyncio
import os
import sys

from granian.constants import Interfaces
from granian.server.embed import Server

from api.main import create_app
from futae.hooks import install


def api(port: str) -> None:
    """Serve until ended."""
    server = Server(create_app(), address="127.0.0.1", port=int(port), interface=Interfaces.ASGI)
    asyncio.run(server.serve())


if __name__ == "__main__":
    install(os.environ)
    {"api": api}[sys.argv[1]](*sys.argv[2:])
