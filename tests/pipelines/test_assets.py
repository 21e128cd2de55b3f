"""The Dagster page's assets: words, lineage and checks as declared; what runs tell; runs beside a worker.

Not here: a real daemon (tests/system/test_daemon.py), pictures of the page, old runs and sensors (test_watching.py).
"""

from __future__ import annotations

import re
from datetime import timedelta

import dagster as dg
import pytest

from catalog import intake, live, products, reports, versions
from catalog.keys import LOCAL
from feeds.rules.registry import rules
from pipelines.between import settled_check
from pipelines.claimed import VERSION_TAG, WAITING_TAG
from pipelines.definitions import definitions, given_resources
from pipelines.instance import open_instance
from pipelines.lineage import AUDIENCES, FEEDS
from pipelines.products import OURS
from pipelines.workshop import holder_name
from terms.errors import NotThere
from terms.ids import FeedKey

BUS = FeedKey("shiomi", "bus")
JAPANESE = re.compile(r"[\u3041-\u9fff]")
GROUPS = {
    "feeds": {"uploaded_file", "text_tables", "report"},
    "base": {"places"},
    "application": {"stops", "routes"},
    "release": {"feed_part", "release", "municipality", "tilesets/transit", "tilesets/places"},
    "analysis": {"statistics", "unified"},
}


@pytest.fixture(scope="module")
def graph():
    nothing = dg.ResourceDefinition.none_resource()
    manager = dg.IOManagerDefinition.hardcoded_io_manager(dg.InMemoryIOManager())
    made = definitions({"workshop": nothing, "home": nothing, "io_manager": manager})
    dg.Definitions.validate_loadable(made)
    return made.resolve_asset_graph()


@pytest.fixture
def instance(workshop):
    with open_instance(workshop.settings) as opened:
        yield opened


def names(keys) -> set[str]:
    return {key.to_user_string() for key in keys}


def above(graph, name: str) -> set[str]:
    """Everything that an asset stands on."""
    found, left = set(), [dg.AssetKey(name)]
    while left:
        for parent in graph.get(left.pop()).parent_keys - found:
            found.add(parent)
            left.append(parent)
    return names(found)


def test_every_asset_has_its_group_words_in_both_languages_and_owners(graph):
    assert names(graph.get_all_asset_keys()) == set().union(*GROUPS.values())
    for group, members in GROUPS.items():
        for name in members:
            node = graph.get(dg.AssetKey(name.split("/")))
            assert node.group_name == group, name
            assert node.owners == ["team:pipeline"], name
            parts = (node.description or "").split("\n\n")
            assert len(parts) >= 2, name
            assert JAPANESE.search(parts[0]), name
            assert not JAPANESE.search(parts[-1]), name


def test_lineage_goes_from_the_file_to_what_stands_beside_a_release(graph):
    first = {"uploaded_file", "text_tables", "report"}
    assert above(graph, "uploaded_file") == set()
    assert above(graph, "report") == {"uploaded_file", "text_tables"}
    assert above(graph, "stops") == first
    assert above(graph, "feed_part") == first | {"stops", "routes", "places"}
    assert above(graph, "municipality") == first | {"stops", "places"}
    release = above(graph, "release")
    assert release == first | {"stops", "routes", "places", "feed_part"} | GROUPS["release"] - {"release"}
    assert above(graph, "statistics") == above(graph, "unified") == release | {"release"}


def test_checks_are_named_as_the_rules_and_told_in_both_languages(graph):
    checks = {key: graph.get_check_spec(key) for key in graph.asset_check_keys}
    of_report = {key.name for key in checks if key.asset_key == dg.AssetKey("report")}
    assert of_report == {"publishable", "canonical_errors", "reading_errors", "jp_rules"} | {
        rule.code for rule in rules()
    }
    blocking = {(key.asset_key.to_user_string(), key.name) for key, spec in checks.items() if spec.blocking}
    assert blocking == {("report", "publishable"), *((name, "contract") for name in ("stops", "routes", "places"))}
    for key, spec in checks.items():
        assert JAPANESE.search(spec.description), key
        assert re.search(r"[A-Za-z]{4}", spec.description.split("\n\n")[1]), key
        assert "{" not in spec.description, key


def evaluations(instance, run_id: str) -> dict[str, dg.AssetCheckEvaluation]:
    """Check name → how it ended in that run."""
    events = [e.dagster_event for e in instance.all_logs(run_id) if e.is_dagster_event]
    done = [e.asset_check_evaluation_data for e in events if e.event_type_value == "ASSET_CHECK_EVALUATION"]
    return {one.check_name: one for one in done}


def runs_of(instance, workshop) -> dict[tuple[str, int], str]:
    """(feed, version number) → run id."""
    found = {}
    for run in instance.get_runs():
        version = workshop.version(int(run.tags[VERSION_TAG]))
        found[str(version.feed), version.number] = run.run_id
    return found


def test_a_run_tells_counts_licence_bounds_and_a_map(instance, workshop):
    made = instance.get_latest_materialization_event(dg.AssetKey("stops")).asset_materialization
    told = made.metadata
    assert made.partition.startswith("shiomi/")
    assert told["dagster/row_count"].value > 0
    assert told["skipped"].value == {}
    assert told["licences"].value
    assert told["bounds"].value.startswith("[")
    assert told["bytes"].value == workshop.catalog.store.size(told["sha256"].value)
    assert told["map"].value.startswith("![map](data:image/png;base64,iVBORw0KGgo")
    assert len(told["map"].value) < 14_000
    seen = instance.get_latest_materialization_event(dg.AssetKey("places")).asset_materialization.metadata
    assert (seen["licences"].value, seen["feed"].value) == ("PDL-1.0", "shiomi/places")


def test_what_a_release_made_is_told_piece_by_piece(instance):
    def told(*path):
        return instance.get_latest_materialization_event(dg.AssetKey(path)).asset_materialization.metadata

    assert told("release")["items"].value["public"]["stops"] > 0
    assert told("tilesets", "transit")["cells_cut"].value > 0
    assert told("municipality")["dagster/row_count"].value > 0


def test_checks_say_what_the_report_says(instance, workshop):
    catalog, seen = workshop.catalog, set()
    ours = {rule.code for rule in rules()}
    for (feed, number), run_id in runs_of(instance, workshop).items():
        report = reports.get_report(catalog, FeedKey.parse(feed), number)
        done = evaluations(instance, run_id)
        found = sum(total.total for total in report.totals if total.code in ours)
        assert done["publishable"].passed == report.publishable, (feed, number)
        assert ("jp_rules" in done) == (report.format == "gtfs-jp")
        if "jp_rules" in done:
            seen.add(done["jp_rules"].passed)
            assert (done["jp_rules"].passed, done["jp_rules"].metadata["found"].value) == (not found, found)
    assert seen


def test_each_rule_is_told_over_all_live_feeds(instance, workshop):
    made = definitions(given_resources(workshop)).resolve_job_def("look_at_live_feeds")
    result = made.execute_in_process(instance=instance)
    done = evaluations(instance, result.run_id)
    assert done.keys() == {rule.code for rule in rules()} | {"feeds_in_force"}
    found: dict[str, dict[str, int]] = {}
    for row in live.live_rows(workshop.catalog):
        for total in reports.get_report(workshop.catalog, row.feed.key, row.version.number).totals:
            found.setdefault(total.code, {})[str(row.feed.key)] = total.total
    for rule in rules():
        one = done[rule.code]
        assert (one.passed, one.metadata["found"].value) == (rule.code not in found, found.get(rule.code, {}))
        assert one.metadata["live_feeds"].value == len(live.live_rows(workshop.catalog))


def test_a_blocked_version_ends_its_run_at_the_check_and_names_the_codes(instance, workshop):
    run_id = runs_of(instance, workshop)["shiomi/bus", 2]
    done = evaluations(instance, run_id)
    assert not done["publishable"].passed
    assert done["publishable"].metadata["codes"].value.startswith("- `")
    assert "blocks" in done["publishable"].metadata["codes"].value
    assert instance.get_run_by_id(run_id).status is dg.DagsterRunStatus.FAILURE
    events = [e.dagster_event for e in instance.all_logs(run_id) if e.is_dagster_event]
    assert [e.step_key for e in events if e.event_type_value == "STEP_START"] == ["check"]


def send(workshop, data: bytes):
    """A new version of the bus feed that waits."""
    return intake.receive(
        workshop.catalog, BUS, [data], file_name="bus.zip", media_type="application/zip", max_bytes=1 << 30,
        caller=LOCAL, now=workshop.now(),
    )  # fmt: skip


def run(instance, workshop, job: str, feed: str = "shiomi/bus", selection=None, **tags: str):
    instance.add_dynamic_partitions(FEEDS.name, [feed])
    made = definitions(given_resources(workshop)).resolve_job_def(job)
    return made.execute_in_process(
        instance=instance, partition_key=feed, asset_selection=selection, tags=tags, raise_on_error=False
    )


def made_in(result) -> set[str]:
    return {e.asset_key.to_user_string() for e in result.all_events if e.event_type_value == "ASSET_MATERIALIZATION"}


@pytest.fixture
def feed_bytes(workshop):
    first = versions.get_version(workshop.catalog, BUS, 1)
    return workshop.catalog.store.read(first.sha256) + b"\n"


def test_a_run_of_the_page_claims_the_version_first(instance, workshop, feed_bytes):
    catalog = workshop.catalog
    version = send(workshop, feed_bytes)
    tags = {VERSION_TAG: str(version.version_id), WAITING_TAG: "1"}
    other = holder_name("other")
    taken = versions.claim(catalog, other, now=workshop.now(), lease_s=60, version_id=version.version_id)
    assert [one.version_id for one in taken] == [version.version_id]
    kept_out = run(instance, workshop, "feed", **tags)
    assert (kept_out.success, made_in(kept_out)) == (True, set())
    assert versions.list_claims(catalog) == {version.version_id: other}

    versions.drop_claims(catalog, other, forgive=True)
    done = run(instance, workshop, "feed", **tags)
    settled = workshop.version(version.version_id)
    assert (done.success, settled.state, settled.attempt) == (True, "ready", 1)
    assert made_in(done) == {"text_tables", "report", "stops", "routes", "feed_part"}

    again = run(instance, workshop, "feed", **tags)  # asked for because it waited; it waits no more
    assert (again.success, made_in(again)) == (True, set())
    backfill = run(instance, workshop, "feed")  # asked for by name: what is live is checked anew, its state kept
    assert made_in(backfill) == made_in(done)
    told = instance.get_latest_materialization_event(dg.AssetKey("report")).asset_materialization.metadata
    assert told["version"].value == live.live_of(catalog, BUS).version.number == 1
    assert workshop.version(version.version_id) == settled


def test_one_collection_is_made_anew_alone_from_any_process(instance, workshop, feed_bytes):
    result = run(instance, workshop, "feed", selection=[dg.AssetKey("stops")])
    assert (result.success, made_in(result)) == (True, {"stops"})
    nothing = run(instance, workshop, "feed", "shiomi/nowhere", selection=[dg.AssetKey("stops")])
    assert not nothing.success


def test_a_claim_that_ran_out_may_be_taken_by_name(workshop, feed_bytes):
    catalog, version = workshop.catalog, send(workshop, feed_bytes)
    assert [v.version_id for v in versions.list_waiting(catalog, now=workshop.now())] == [version.version_id]
    versions.claim(catalog, "elsewhere:1@1:x", now=workshop.now(), lease_s=60)
    assert versions.list_waiting(catalog, now=workshop.now()) == []
    later = workshop.now() + timedelta(seconds=61)
    assert versions.claim(catalog, "a", now=later, lease_s=60, version_id=version.version_id + 1) == []
    assert len(versions.claim(catalog, "a", now=later, lease_s=60, version_id=version.version_id)) == 1


def test_the_release_asset_makes_what_waits_and_nothing_twice(instance, workshop, worker):
    made = definitions(given_resources(workshop)).resolve_job_def("make_release")
    assert made_in(made.execute_in_process(instance=instance)) == set()
    live.take_back(workshop.catalog, BUS, actor="test", now=workshop.now())
    done = made.execute_in_process(instance=instance)
    assert made_in(done) == {"release", "tilesets/transit", "tilesets/places", "municipality"}
    assert worker.publisher.publish_once() is None


def test_statistics_and_the_unified_feed_are_assets_made_by_the_same_function(instance, workshop):
    catalog = workshop.catalog
    done = run(instance, workshop, "make_statistics")
    assert (done.success, made_in(done)) == (True, {"statistics"})
    row = products.get_product(catalog, "statistics", "public", "shiomi/bus")
    told = instance.get_latest_materialization_event(dg.AssetKey("statistics")).asset_materialization
    assert (told.partition, told.metadata["sha256"].value) == ("shiomi/bus", row.sha256)
    made = [(p.product, p.subject) for p in products.list_products(catalog) if p.product in OURS]
    assert made == [("statistics", "shiomi/bus")]

    instance.add_dynamic_partitions(AUDIENCES.name, ["public"])
    job = definitions(given_resources(workshop)).resolve_implicit_global_asset_job_def()
    merged = job.execute_in_process(instance=instance, partition_key="public", asset_selection=[dg.AssetKey("unified")])
    assert made_in(merged) == {"unified"}
    again = run(instance, workshop, "make_statistics")
    assert made_in(again) == {"statistics"}
    assert products.get_product(catalog, "statistics", "public", "shiomi/bus") == row
    assert made_in(run(instance, workshop, "make_statistics", "shiomi/places")) == set()


def test_only_a_ready_version_can_be_built_alone(workshop):
    assert settled_check(workshop, "shiomi/bus").number == 1
    with pytest.raises(NotThere):
        settled_check(workshop, "shiomi/nowhere")
