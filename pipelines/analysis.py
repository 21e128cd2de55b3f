"""Assets beside a release, off its path: `statistics` of each feed (gtfs-kit, in a box) and `unified` of each audience.

The same function as the worker's afterwork makes them, under the same lease; equal recipe, no work. What does not live
here: which are missing (`products`), making them (`making`), the process beside the worker (`afterwork`).
"""

import threading
import time
from collections.abc import Iterator
from typing import Any

import dagster as dg

from catalog import products
from catalog.products import STATISTICS, UNIFIED
from pipelines.afterwork import Done, make_missing
from pipelines.lineage import ANALYSIS_GROUP, AUDIENCES, FEEDS, OWNERS, PART, RELEASE, TABLES
from pipelines.products import Wanted, wanted_products
from pipelines.showing import product_metadata
from pipelines.words import words
from pipelines.workshop import Workshop

ANALYSIS_JOB = "make_statistics"
PATIENCE_S = 600.0
LOOK_S = 1.0


def _make(workshop: Workshop, name: tuple[str, str]) -> Done:
    """Make what is missing under that product and subject (or audience); waits while another process is at work, which
    may well be making just this."""
    end = time.monotonic() + PATIENCE_S
    while True:
        done = make_missing(
            workshop, lambda _wanted, _row: None, stop=threading.Event(), wants=lambda one: _name(one) == name
        )
        if done is not None:
            return done
        if time.monotonic() > end:
            raise dg.Failure(f"another process has been making products for {PATIENCE_S:.0f} s")
        time.sleep(LOOK_S)


def _name(wanted: Wanted) -> tuple[str, str]:
    """Product and partition: the feed of statistics, the audience of a unified feed."""
    return wanted.product, wanted.subject or wanted.audience


def _made(context: dg.AssetExecutionContext, product: str) -> Iterator[dg.Output[None]]:
    """Make one product and tell of it; nothing for what the release does not hold."""
    workshop: Workshop = context.resources.workshop
    name = (product, context.partition_key)
    wanted = [one for one in wanted_products(workshop) if _name(one) == name]
    if not wanted:
        context.log.info(f"the current release asks for no {product} of {context.partition_key}")
        return
    if _make(workshop, name).failed:
        raise dg.Failure(f"{product} of {context.partition_key} could not be made; the log says why")
    row = products.get_product(workshop.catalog, product, wanted[0].audience, wanted[0].subject)
    if row is not None:
        yield dg.Output(None, metadata=product_metadata(row))


@dg.asset(
    name=STATISTICS,
    partitions_def=FEEDS,
    deps=[TABLES, PART, RELEASE],
    group_name=ANALYSIS_GROUP,
    owners=OWNERS,
    kinds={"pandas"},
    output_required=False,
    required_resource_keys={"workshop"},
    description=words(STATISTICS),
)
def statistics(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
    """The statistics of one feed."""
    yield from _made(context, STATISTICS)


@dg.asset(
    name=UNIFIED,
    partitions_def=AUDIENCES,
    deps=[dg.AssetDep(TABLES, partition_mapping=dg.AllPartitionMapping()), RELEASE],
    group_name=ANALYSIS_GROUP,
    owners=OWNERS,
    kinds={"gtfs"},
    output_required=False,
    required_resource_keys={"workshop"},
    description=words(UNIFIED),
)
def unified(context: dg.AssetExecutionContext) -> Iterator[dg.Output[None]]:
    """The unified feed of one audience."""
    yield from _made(context, UNIFIED)


def analysis_job() -> Any:
    """Statistics of one feed (the unified feed has partitions of its own kind)."""
    return dg.define_asset_job(ANALYSIS_JOB, selection=[STATISTICS], description=words("job statistics"))
