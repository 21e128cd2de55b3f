"""Composition root of `dagster dev`: the same assets and the same instance as the worker's.

Importing this module defines names; settings are read when Dagster calls `defs`.
What does not live here: what assets do.
"""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack

import dagster as dg

from pipelines.assets import all_assets, feed_job
from pipelines.workshop import Workshop, open_workshop
from terms.settings import Settings, read_settings


def definitions(
    resource: dg.ResourceDefinition, between_steps: dg.IOManagerDefinition = dg.fs_io_manager
) -> dg.Definitions:
    """All definitions with this workshop resource; `between_steps` carries values from step to step of a run."""
    return dg.Definitions(
        assets=all_assets(),
        jobs=[feed_job()],
        resources={"workshop": resource, "io_manager": between_steps},
        executor=dg.in_process_executor,
    )


def lazy_workshop(settings: Settings) -> dg.ResourceDefinition:
    """A workshop opened by the first run that needs it, closed when the process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    opened: list[Workshop] = []

    def open_once(_context: dg.InitResourceContext) -> Workshop:
        if not opened:
            opened.append(stack.enter_context(open_workshop(settings, "dagster")))
        return opened[0]

    return dg.ResourceDefinition(resource_fn=open_once, description="catalog, box, settings, clock")


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and the daemon load."""
    return definitions(lazy_workshop(read_settings(os.environ)))
