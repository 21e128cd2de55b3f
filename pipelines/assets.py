"""Assets of one feed, from the registries: `text_tables`, `report`, one asset per collection, `feed_part`.

Every asset is partitioned by feed (`org/feed`). A body gets its inputs, calls one function and returns value and
metadata. Checks stand on `report` (one per rule) and on every collection (`contract`); a blocking one ends the run.
One run is one feed: a blocking check in a run over many feeds would hold back the good with the bad.
What does not live here: the work (`checking`, `building`, `settling`), claims (`claimed`), what the publisher makes
(`releasing`, `lineage`), loops (`worker`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from catalog import versions
from catalog.parts import Part, parts_of
from layers.contracts import ContractBroken
from layers.registry import Layer, layers
from pipelines.between import version_of
from pipelines.building import BuiltLayer, build_layer
from pipelines.checking import Checked, check_version
from pipelines.claimed import VERSION_TAG, kept_claims, take_version
from pipelines.lineage import (
    FEEDS,
    FEEDS_GROUP,
    OWNERS,
    PART,
    RELEASE_GROUP,
    REPORT,
    TABLES,
    UPLOADED,
    collection_names,
)
from pipelines.liverules import rules_of_live_feeds
from pipelines.rulechecks import check_results, check_specs
from pipelines.settling import settle
from pipelines.showing import part_metadata, report_metadata, tables_metadata, uploaded_metadata
from pipelines.thumbnails import thumbnail
from pipelines.words import words
from pipelines.workshop import Workshop
from terms.ids import FeedKey

JOB = "feed"
Event = dg.Output[Any] | dg.AssetCheckResult | dg.AssetObservation


def _version(context: dg.AssetExecutionContext, workshop: Workshop) -> versions.VersionRow:
    """The version this run is for: the one its tag names, else the feed's own choice (`version_of`)."""
    tag = context.run.tags.get(VERSION_TAG)
    return workshop.version(int(tag)) if tag else version_of(workshop, FeedKey.parse(context.partition_key))


def _chosen(context: dg.AssetExecutionContext, events: Iterator[Event]) -> Iterator[Event]:
    """Those of the events that this run asked for (on the page one asset of a step may be chosen alone)."""
    outputs = context.op_execution_context.selected_output_names
    checks = context.op_execution_context.selected_asset_check_keys
    for event in events:
        if isinstance(event, dg.AssetObservation):
            yield event
        elif isinstance(event, dg.Output):
            if event.output_name in outputs:
                yield event
        elif event.asset_key and dg.AssetCheckKey(event.asset_key, event.check_name or "") in checks:
            yield event


_CHECK_OUTS = {
    TABLES: dg.AssetOut(
        is_required=False,
        group_name=FEEDS_GROUP,
        owners=OWNERS,
        kinds={"parquet"},
        description=words(TABLES),
    ),
    REPORT: dg.AssetOut(
        is_required=False,
        group_name=FEEDS_GROUP,
        owners=OWNERS,
        kinds={"polars"},
        description=words(REPORT),
    ),
}


@dg.multi_asset(
    name="check",
    outs=_CHECK_OUTS,
    deps=[dg.AssetDep(UPLOADED)],
    internal_asset_deps={
        TABLES: {dg.AssetKey(UPLOADED)},
        REPORT: {dg.AssetKey(UPLOADED), dg.AssetKey(TABLES)},
    },
    partitions_def=FEEDS,
    check_specs=check_specs(),
    can_subset=True,
    required_resource_keys={"workshop"},
)
def check(context: dg.AssetExecutionContext) -> Iterator[Event]:
    """The report on the feed's version."""
    workshop: Workshop = context.resources.workshop
    version = _version(context, workshop)
    if not take_version(workshop, version, context.run.tags):
        context.log.info(f"{version.feed} version {version.number} is {version.state}: another has it, nothing to do")
        return
    with kept_claims(workshop):
        checked = check_version(workshop, version)
        if not checked.publishable:
            settle(workshop, checked)
        yield from _chosen(context, _check_events(workshop, version, checked))


def _check_events(workshop: Workshop, version: versions.VersionRow, checked: Checked) -> Iterator[Event]:
    yield dg.AssetObservation(
        UPLOADED, partition=str(version.feed), metadata=uploaded_metadata(workshop.catalog, version)
    )
    yield dg.Output(None, TABLES, metadata=tables_metadata(checked))
    yield dg.Output(checked, REPORT, metadata=report_metadata(checked))
    yield from check_results(checked)


def _outs(known: Sequence[Layer]) -> dict[str, dg.AssetOut]:
    outs = {
        c.name: dg.AssetOut(
            is_required=False,
            group_name=layer.floor,
            description=f"{c.title_ja} / {c.title_en}\n\n{c.description_ja}\n\n{c.description_en}",
            owners=OWNERS,
            kinds={"parquet"},
            tags={"futae/layer": layer.name, "futae/geometry": c.geometry},
        )
        for layer in known
        for c in layer.collections
    }
    outs[PART] = dg.AssetOut(
        is_required=False,
        group_name=RELEASE_GROUP,
        owners=OWNERS,
        description=words(PART),
    )
    return outs


def _contracts(known: Sequence[Layer]) -> list[dg.AssetCheckSpec]:
    names = collection_names(known)
    return [dg.AssetCheckSpec("contract", asset=name, blocking=True, description=words("contract")) for name in names]


def _layer_events(workshop: Workshop, checked: Checked, layer: Layer, file_name: str) -> Iterator[Event]:
    """Build one layer; its outputs with metadata and passed contracts, or one failed contract."""
    pictures: dict[str, bytes | None] = {}

    def draw(name: str, frame: pl.DataFrame) -> None:
        pictures[name] = thumbnail(frame)

    try:
        built = build_layer(workshop, checked, layer, file_name, draw)
    except ContractBroken as error:
        broken = layer.collections[0].name
        yield dg.Output(None, broken)
        yield dg.AssetCheckResult(passed=False, check_name="contract", asset_key=broken, description=str(error))
        raise
    stored = parts_of(workshop.catalog, checked.version_id)
    for c in layer.collections:
        metadata = part_metadata(workshop.catalog, checked, stored[c.name], built, pictures.get(c.name))
        yield dg.Output(None, c.name, metadata=metadata)
        yield dg.AssetCheckResult(passed=True, check_name="contract", asset_key=c.name)


def features_asset(known: Sequence[Layer]) -> dg.AssetsDefinition:
    """The collections of all layers and `feed_part`, one step: which of them a feed has, its format decides."""
    names = collection_names(known)
    upstream = {dg.AssetKey(REPORT), dg.AssetKey(TABLES)}

    @dg.multi_asset(
        name="features",
        outs=_outs(known),
        ins={REPORT: dg.AssetIn(REPORT)},
        deps=[dg.AssetDep(TABLES)],
        internal_asset_deps={**dict.fromkeys(names, upstream), PART: {dg.AssetKey(n) for n in names} | upstream},
        partitions_def=FEEDS,
        check_specs=_contracts(known),
        can_subset=True,
        required_resource_keys={"workshop"},
    )
    def features(context: dg.AssetExecutionContext, report: Checked) -> Iterator[Event]:
        workshop: Workshop = context.resources.workshop
        with kept_claims(workshop):
            yield from _chosen(context, _feature_events(workshop, report, known))

    return features


def _feature_events(workshop: Workshop, report: Checked, known: Sequence[Layer]) -> Iterator[Event]:
    file_name = workshop.version(report.version_id).file_name
    for layer in known:
        if report.format in layer.formats:
            yield from _layer_events(workshop, report, layer, file_name)
    state = settle(workshop, report, built_of(workshop, report))
    yield dg.Output(state, PART, metadata={"feed": report.feed, "version": report.number, "state": state})


def built_of(workshop: Workshop, checked: Checked) -> list[BuiltLayer]:
    """What the layers made of a version, read back from the catalog (runs may be on other machines)."""
    stored: Mapping[str, Part] = parts_of(workshop.catalog, checked.version_id)
    counts: Mapping[str, int] = {name: part.count for name, part in stored.items()}
    skipped: dict[str, int] = {}
    for part in stored.values():
        skipped.update(part.facts.get("skipped", {}))
    return [BuiltLayer("all", counts, skipped)]


def feed_job() -> Any:
    """The job that takes one version of one feed from file to part (Dagster exports no public name for its type)."""
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.assets(TABLES, REPORT, PART, *collection_names(layers()))
        - dg.AssetSelection.checks(rules_of_live_feeds),
        description=words("job feed"),
    )
