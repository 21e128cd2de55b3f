"""Every GTFS-JP rule as a check of `report`, named by its code and told over all live feeds: which break it, how often.

Sixty checks in each run of a feed cost it a second of Dagster's own; here one step tells them all from the reports that
are stored, daily and when asked for. What does not live here: what one run tells of its version (`rulechecks`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import dagster as dg

from catalog import live, reports
from catalog.db import Catalog
from feeds.rules.registry import rules
from pipelines.lineage import REPORT
from pipelines.rulechecks import describe
from terms.notices import Severity


def found_in_live_feeds(catalog: Catalog) -> tuple[int, dict[str, dict[str, tuple[int, Severity]]]]:
    """How many live feeds there are, and code → feed → how often it was found and how severe it is there."""
    found: dict[str, dict[str, tuple[int, Severity]]] = defaultdict(dict)
    rows = live.live_rows(catalog)
    for row in rows:
        report = reports.get_report(catalog, row.feed.key, row.version.number)
        for total in report.totals if report else ():
            found[total.code][str(row.feed.key)] = (total.total, total.severity)
    return len(rows), found


@dg.multi_asset_check(
    name="rules_of_live_feeds",
    specs=[dg.AssetCheckSpec(rule.code, asset=REPORT, description=describe(rule)) for rule in rules()],
    can_subset=True,
    required_resource_keys={"home"},
)
def rules_of_live_feeds(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """One result for each rule that was asked for."""
    catalog, _settings = context.resources.home
    feeds, found = found_in_live_feeds(catalog)
    for key in sorted(context.selected_asset_check_keys, key=lambda one: one.name):
        yield _result(key.name, feeds, found.get(key.name, {}))


def _result(code: str, feeds: int, broken: Mapping[str, tuple[int, Severity]]) -> dg.AssetCheckResult:
    """Passed when no live feed breaks it; an ERROR where it is one for any feed."""
    worst = any(severity is Severity.ERROR for _, severity in broken.values())
    most = sorted(broken.items(), key=lambda one: -one[1][0])
    return dg.AssetCheckResult(
        asset_key=REPORT,
        check_name=code,
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR if worst else dg.AssetCheckSeverity.WARN,
        metadata={
            "live_feeds": feeds,
            "feeds_that_break_it": len(broken),
            "found": dg.MetadataValue.json({feed: total for feed, (total, _) in most}),
        },
    )
