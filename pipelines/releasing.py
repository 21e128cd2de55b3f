"""The asset `release`: what the publisher makes, to be asked for from the Dagster page too (under the same lease).

What does not live here: deriving a release (`release`), the lease and the pointer (`publisher`).
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from layers.links import LINK
from layers.registry import Layer
from pipelines.lineage import OWNERS, PART, RELEASE, RELEASE_GROUP, collection_names, tileset_key
from pipelines.publisher import Publisher
from pipelines.showing import release_events, release_metadata
from pipelines.words import words
from pipelines.workshop import Workshop

RELEASE_JOB = "make_release"


def release_asset(known: Sequence[Layer]) -> dg.AssetsDefinition:
    """`release`: derived from all that is live; the worker's publisher makes it by itself."""

    @dg.asset(
        name=RELEASE,
        deps=[PART, LINK, *collection_names(known), *(tileset_key(layer) for layer in known)],
        group_name=RELEASE_GROUP,
        owners=OWNERS,
        kinds={"json"},
        output_required=False,
        required_resource_keys={"workshop"},
        description=words(RELEASE),
    )
    def release(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
        workshop: Workshop = context.resources.workshop
        derived = Publisher(workshop).publish_once()
        if derived is None:
            context.log.info("nothing waits, or a publisher is at work")
            return
        for event in release_events(derived):
            context.log_event(event)
        yield dg.Output(None, metadata=release_metadata(derived))

    return release


def release_job() -> Any:
    """The job that makes one release."""
    return dg.define_asset_job(
        RELEASE_JOB,
        selection=dg.AssetSelection.assets(RELEASE).without_checks(),
        description=words("job release"),
    )
