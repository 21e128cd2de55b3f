"""`futae build --products`: statistics and unified feeds of the current release, made in this process.

What does not live here: making them (pipelines.afterwork), the service, whose worker does the same when it is idle.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from catalog.products import MERGED, STATISTICS, ProductRow
from pipelines.afterwork import make_missing, open_afterwork
from pipelines.instance import open_instance
from pipelines.products import Wanted
from pipelines.showing import Shown
from terms.settings import Settings


def line_of(wanted: Wanted, row: ProductRow) -> str:
    """One line about one product."""
    facts = row.facts
    if row.product == STATISTICS:
        lacking = f" (without: {', '.join(facts['missing'])})" if facts["missing"] else ""
        return f"  statistics {wanted.subject} version {facts['version']}: {facts['status']}{lacking}"
    if row.product == MERGED:
        numbers = " and ".join(str(one["version"]) for one in facts["feeds"])
        told = f"cannot be joined ({facts['refused']})" if facts["refused"] else f"{row.size_bytes:,} bytes"
        return f"  merged {wanted.subject} versions {numbers}, joined at {facts['starts_on']}: {told}"
    out = ", ".join(f"{one['feed']}: {one['reason']}" for one in facts["excluded"])
    left = f"; left out {out}" if out else ""
    return (
        f"  unified {row.audience}: {len(facts['feeds'])} feeds, {row.size_bytes:,} bytes, {facts['licence_id']}{left}"
    )


def make_products(settings: Settings, say: Callable[[str], None]) -> int:
    """Make what is missing, a line each; 0, or 1 when something could not be made or another process is at work."""
    with open_afterwork(settings) as workshop, open_instance(settings) as instance:
        shown = Shown(instance)

        def told(wanted: Wanted, row: ProductRow) -> None:
            shown(wanted, row)
            say(line_of(wanted, row))

        done = make_missing(workshop, told, stop=threading.Event())
    if done is None:
        say("another process is making products")
        return 1
    say(f"{done.made} products made" + (f", {len(done.failed)} could not be made" if done.failed else ""))
    return 1 if done.failed else 0
