"""The comparison of two versions as one self-contained HTML page, in the look of the report's page. No script, nothing
fetched, everything from the files escaped.

The words come from `told`, the form stands in `diff.html.j2`, `diff.css` and the report's own style. What does not live
here: who may read a comparison (api).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from feeds.compare.told import TITLES, count_left, file_of, groups, id_rows, in_short, left
from feeds.compare.values import Json
from feeds.reportpage.frame import style_policy, template

SHOWN = 8
"""Items shown of each line at once; the others are behind a fold."""
_HERE = Path(__file__).parent
_REPORT_STYLE = _HERE.parent / "reportpage" / "report.css"


def diff_page(document: Json, lang: str, *, old_name: str, new_name: str) -> str:
    """The page in 'ja' or 'en'; the names are those of the files or versions as people know them."""
    return _template().render(
        lang=lang, old_name=old_name, new_name=new_name, words=TITLES[lang], equal=document["equal"],
        groups=groups(document, lang), first=in_short(document, lang), left=list(left(document, lang)),
        left_count=count_left(document), ids=id_rows(document, lang), shown=SHOWN,
        fingerprints=document["fingerprints"],
        tables=[{**one, "file": file_of(one["table"])} for one in document["tables"]],
        css=Markup(_css()), csp=_csp_inside(),  # noqa: S704
    )  # fmt: skip


def content_security_policy() -> str:
    """The header under which a service gives the page: its own style and nothing else."""
    return f"{_csp_inside()}; frame-ancestors 'none'"


@cache
def _css() -> str:
    return _REPORT_STYLE.read_text(encoding="utf-8") + (_HERE / "diff.css").read_text(encoding="utf-8")


def _csp_inside() -> str:
    return style_policy(_css())


@cache
def _template() -> jinja2.Template:
    return template(_HERE, "diff.html.j2")
