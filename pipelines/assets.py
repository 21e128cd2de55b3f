"""Asset factories over the registries: `report`, one asset per collection, `feed_part`, `release`.

Every asset is partitioned by feed (`org/feed`). A body gets its inputs, calls one function and returns value and
metadata. Blocking checks stand between report and features (`rules`) and on every collection (`contract`).
One run is one feed: a blocking check in a run over many feeds would hold back the good with the bad.
What does not live here: the work (`checking`, `building`, `settling`), loops (`worker`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from catalog import versions
from catalog.parts import Part, parts_of
from layers.contracts import ContractBroken
from layers.registry import Layer, layers
from pipelines.building import BuiltLayer, build_layer
from pipelines.checking import Checked, check_version
from pipelines.settling import settle
from pipelines.workshop import Workshop
from terms.errors import NotThere
from terms.ids import FeedKey
from terms.notices import Severity

FEEDS = dg.DynamicPartitionsDefinition(name="feeds")
JOB = "feed"
PART = "feed_part"
VERSION_TAG = "futae/version_id"
OWNERS = ["team:pipeline"]


def resource_of(workshop: Workshop) -> dg.ResourceDefinition:
    """A Dagster resource that is this workshop."""
    return dg.ResourceDefinition.hardcoded_resource(workshop)


def _version(context: dg.AssetExecutionContext, workshop: Workshop) -> versions.VersionRow:
    """The version this run is for: the one its tag names, else the feed's newest."""
    tag = context.run.tags.get(VERSION_TAG)
    if tag:
        return workshop.version(int(tag))
    key = FeedKey.parse(context.partition_key)
    known = versions.list_versions(workshop.catalog, key)
    if not known:
        raise NotThere(f"{key} has no version")
    return max(known, key=lambda v: v.number)


def report_metadata(checked: Checked) -> dict[str, Any]:
    """What the Dagster page shows of a report."""
    rows = {k: v for k, v in checked.facts.items() if k.startswith("rows_")}
    return {"feed": checked.feed, "version": checked.number, "format": checked.format,
            "publishable": checked.publishable, "report_sha256": checked.report_sha,
            "bounds": str(checked.facts.get("bounds")), **rows}  # fmt: skip


@dg.asset(
    partitions_def=FEEDS,
    group_name="feeds",
    owners=OWNERS,
    check_specs=[
        dg.AssetCheckSpec("rules", asset="report", blocking=True, description="nothing that blocks was found")
    ],
    description="検査結果: the file read in a box and judged by the rules; text tables stored",
    required_resource_keys={"workshop"},
)
def report(context: dg.AssetExecutionContext) -> Iterator[dg.Output[Checked] | dg.AssetCheckResult]:
    """The report on the feed's version."""
    workshop: Workshop = context.resources.workshop
    checked = check_version(workshop, _version(context, workshop))
    if not checked.publishable:
        settle(workshop, checked)
    yield dg.Output(checked, metadata=report_metadata(checked))
    yield dg.AssetCheckResult(
        passed=checked.publishable,
        check_name="rules",
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"format": checked.format, "levels": ", ".join(Severity)},
    )


def _outs(known: Sequence[Layer]) -> dict[str, dg.AssetOut]:
    outs = {
        c.name: dg.AssetOut(
            is_required=False,
            group_name=f"{layer.floor}_{layer.name}",
            description=f"{c.title_ja} / {c.title_en}. {c.description_en}",
            owners=OWNERS,
        )
        for layer in known
        for c in layer.collections
    }
    outs[PART] = dg.AssetOut(
        is_required=False,
        group_name="feeds",
        description="地図の一部: the version settled, and live when that was asked for",
        owners=OWNERS,
    )
    return outs


def _contracts(known: Sequence[Layer]) -> list[dg.AssetCheckSpec]:
    words = "columns, types and keys as declared"
    names = [c.name for layer in known for c in layer.collections]
    return [dg.AssetCheckSpec("contract", asset=name, blocking=True, description=words) for name in names]


def _part_metadata(checked: Checked, part: Part, built: BuiltLayer) -> dict[str, Any]:
    return {
        "feed": checked.feed,
        "version": checked.number,
        "count": part.count,
        "sha256": part.sha256,
        "bounds": str(part.bounds.as_list() if part.bounds else None),
        "skipped": str(dict(built.skipped)),
    }


Event = dg.Output[Any] | dg.AssetCheckResult


def _layer_events(workshop: Workshop, checked: Checked, layer: Layer, file_name: str) -> Iterator[Event]:
    """Build one layer; its outputs with metadata and passed contracts, or one failed contract."""
    try:
        built = build_layer(workshop, checked, layer, file_name)
    except ContractBroken as error:
        broken = layer.collections[0].name
        yield dg.Output(None, broken)
        yield dg.AssetCheckResult(passed=False, check_name="contract", asset_key=broken, description=str(error))
        raise
    stored = parts_of(workshop.catalog, checked.version_id)
    for c in layer.collections:
        yield dg.Output(built, c.name, metadata=_part_metadata(checked, stored[c.name], built))
        yield dg.AssetCheckResult(passed=True, check_name="contract", asset_key=c.name)


def features_asset(known: Sequence[Layer]) -> dg.AssetsDefinition:
    """The collections of all layers and `feed_part`, one step: which of them a feed has, its format decides."""
    names = [c.name for layer in known for c in layer.collections]
    upstream = {dg.AssetKey("report")}

    @dg.multi_asset(
        name="features",
        outs=_outs(known),
        ins={"report": dg.AssetIn("report")},
        internal_asset_deps={**dict.fromkeys(names, upstream), PART: {dg.AssetKey(n) for n in names} | upstream},
        partitions_def=FEEDS,
        check_specs=_contracts(known),
        can_subset=True,
        required_resource_keys={"workshop"},
    )
    def features(context: dg.AssetExecutionContext, report: Checked) -> Iterator[Event]:
        workshop: Workshop = context.resources.workshop
        file_name = workshop.version(report.version_id).file_name
        for layer in known:
            if report.format in layer.formats:
                yield from _layer_events(workshop, report, layer, file_name)
        state = settle(workshop, report, built_of(workshop, report))
        yield dg.Output(state, PART, metadata={"feed": report.feed, "version": report.number, "state": state})

    return features


def built_of(workshop: Workshop, checked: Checked) -> list[BuiltLayer]:
    """What the layers made of a version, read back from the catalog (runs may be on other machines)."""
    stored = parts_of(workshop.catalog, checked.version_id)
    counts: Mapping[str, int] = {name: part.count for name, part in stored.items()}
    skipped: dict[str, int] = {}
    for part in stored.values():
        skipped.update(part.facts.get("skipped", {}))
    return [BuiltLayer("all", counts, skipped)]


def release_spec(known: Sequence[Layer]) -> dg.AssetSpec:
    """`release`: made by the publisher, shown here with what it stands on."""
    return dg.AssetSpec(
        "release",
        deps=[PART, *[c.name for layer in known for c in layer.collections]],
        group_name="releases",
        owners=OWNERS,
        description="公開版: one manifest per audience, derived from all live feeds by the publisher",
    )


def all_assets() -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Every asset, from the registries."""
    known = layers()
    return [report, features_asset(known), release_spec(known)]


def feed_job() -> Any:
    """The job that takes one version of one feed from file to part (Dagster exports no public name for its type)."""
    known = layers()
    names = ["report", PART, *[c.name for layer in known for c in layer.collections]]
    return dg.define_asset_job(JOB, selection=names)
