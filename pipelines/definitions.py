"""Composition root of `dagster dev` and the daemon: the same assets and the same instance as the worker's.

Importing this module defines names; settings are read when Dagster calls `defs`.
What does not live here: what assets do.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

import dagster as dg

from layers.registry import layers
from pipelines.analysis import analysis_job, statistics, unified
from pipelines.assets import check, features_asset, feed_job
from pipelines.between import Between
from pipelines.lineage import made_by_publisher, uploaded_spec
from pipelines.releasing import release_asset, release_job
from pipelines.watching import checks, schedules, sensors, upkeep_jobs
from pipelines.workshop import Workshop, open_home, open_workshop
from terms.settings import Settings, read_settings


def all_assets() -> Sequence[Any]:
    """Every asset, from the registries."""
    known = layers()
    made = [check, features_asset(known), release_asset(known), statistics, unified]
    return [uploaded_spec(), *made, *made_by_publisher(known)]


def definitions(resources: dict[str, dg.ResourceDefinition]) -> dg.Definitions:
    """All definitions with these resources (`workshop`, `home`, `io_manager`)."""
    return dg.Definitions(
        assets=all_assets(),
        asset_checks=checks(),
        jobs=[feed_job(), release_job(), analysis_job(), *upkeep_jobs()],
        sensors=sensors(),
        schedules=schedules(),
        resources=resources,
        executor=dg.in_process_executor,
    )


def given_resources(workshop: Workshop) -> dict[str, dg.ResourceDefinition]:
    """The resources of a process that has its workshop open."""
    return {
        "workshop": dg.ResourceDefinition.hardcoded_resource(workshop),
        "home": dg.ResourceDefinition.hardcoded_resource((workshop.catalog, workshop.settings)),
        "io_manager": dg.IOManagerDefinition.hardcoded_io_manager(Between(workshop)),
    }


def lazy_resources(settings: Settings) -> dict[str, dg.ResourceDefinition]:
    """Resources opened by whatever needs them first, closed when the process ends. A sensor needs the catalog only, and
    starts no box."""
    stack = ExitStack()
    atexit.register(stack.close)
    opened: dict[str, Any] = {}

    def once(name: str, make: Any) -> Any:
        if name not in opened:
            opened[name] = make()
        return opened[name]

    def workshop(_context: dg.InitResourceContext) -> Workshop:
        found: Workshop = once("workshop", lambda: stack.enter_context(open_workshop(settings, "dagster")))
        return found

    def home(_context: dg.InitResourceContext) -> Any:
        return once("home", lambda: (stack.enter_context(closing(open_home(settings))), settings))

    def between(context: dg.InitResourceContext) -> Between:
        found: Between = once("between", lambda: Between(workshop(context)))
        return found

    return {
        "workshop": dg.ResourceDefinition(resource_fn=workshop),
        "home": dg.ResourceDefinition(resource_fn=home),
        "io_manager": dg.IOManagerDefinition(resource_fn=between),
    }


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and the daemon load."""
    return definitions(lazy_resources(read_settings(os.environ)))
