"""A box's death as a whole report: the file cannot be read, and one notice says why.

What does not live here: the notices and their words (boxes.notices), reports of files that were read (feeds).
"""

from __future__ import annotations

from boxes.limits import Limits
from boxes.notices import death_notice
from boxes.process import Died
from terms.reports import CodeTotal, Report


def death_report(died: Died, limits: Limits, reference_date: str) -> Report:
    """The report on a file whose box died."""
    notice, text = death_notice(died, limits)
    return Report(
        format="unknown",
        edition="",
        readable=False,
        publishable=False,
        reference_date=reference_date,
        totals=(CodeTotal(notice.code, notice.severity, notice.blocking, 1, 1),),
        notices=(notice,),
        texts={notice.code: text},
    )
