"""docs/score.md, made of the same table that the score is made of. What does not live here: the table (`table`)."""

from __future__ import annotations

from feeds.score.measure import ELSEWHERE
from feeds.score.table import RULES
from terms.scores import PART_WORDS, PARTS

_ABOUT = """\
# Score / 品質の点数

<!-- made by `python -m feeds.score.page`; edit feeds/score/table.py, not this page -->

Every GTFS feed that can be read has a score from 0 to 100, in its report (`score`), on the report's page and in
`futae check`. It helps whoever makes the feed: each point that is missing names its rule and how to win it back. It
keeps nothing from being published; that is a matter of [rules-jp.md](rules-jp.md).
読める GTFS にはすべて 100 点満点の点数が付きます。点数は公開の可否とは関係がなく、次に何を直すとよいかを示します。

Score = 100 × points got ÷ points that could be measured. What cannot be measured (a reading where no name is Japanese,
the licence of a file without registration) is left out and said. Shares are of rows; kinds of faults are counted, not
faults, so that one slip repeated a thousand times costs as much as one slip.
"""


def score_page() -> str:
    """The page as text."""
    lines = [_ABOUT]
    for part in PARTS:
        most = sum(rule.most for rule in RULES if rule.part == part)
        lines += [f"## {PART_WORDS['en'][part]} / {PART_WORDS['ja'][part]}: {most}\n"]
        lines += ["| rule | points | 点の付け方 | how | to win it back |", "|---|--:|---|---|---|"]
        lines += [
            f"| `{rule.rule}` | {rule.most} | {rule.how_ja} | {rule.how_en} | {rule.text.en.fix} {rule.text.ja.fix} |"
            for rule in RULES
            if rule.part == part
        ]
        lines.append("")
    elsewhere = ", ".join(f"`{code}`" for code in sorted(ELSEWHERE))
    lines += ["Codes that say what another rule measures already are no faults here: " + elsewhere + ".", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(score_page())
