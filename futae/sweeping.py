"""What `futae gc` says, in Japanese and English. What does not live here: sweeping (pipelines.sweep)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.sweep import Swept, Tally

KINDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "tiles": "タイル", "features": "地物のファイル", "manifests": "公開版の目録", "ties": "市区町村との対応表",
        "other": "その他（索引・途中のもの）",
    },
    "en": {
        "tiles": "tiles", "features": "files of features", "manifests": "manifests of releases",
        "ties": "tables of ties", "other": "other (indexes, what was begun)",
    },
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "gone": "公開版 {numbers}：保存期間を過ぎたため、今後は 410 と答えます",
        "would_gone": "公開版 {numbers}：保存期間を過ぎています（実行すると 410 と答えるようになります）",
        "none_gone": "保存期間を過ぎた公開版はありません",
        "kind": "  {kind}：{files:,} 個、{size:,} バイト",
        "done": "削除：{files:,} 個、{size:,} バイト",
        "would": "削除の対象：{files:,} 個、{size:,} バイト（--dry-run のため何もしていません）",
        "waiting": "どこからも使われていないが、まだ {span} たっていないもの：{files:,} 個、{size:,} バイト",
        "kept": "残すもの：{files:,} 個、{size:,} バイト",
    },
    "en": {
        "gone": "releases {numbers}: beyond what is kept, they answer 410 from now on",
        "would_gone": "releases {numbers}: beyond what is kept (they would answer 410)",
        "none_gone": "no release is beyond what is kept",
        "kind": "  {kind}: {files:,} files, {size:,} bytes",
        "done": "deleted: {files:,} files, {size:,} bytes",
        "would": "would be deleted: {files:,} files, {size:,} bytes (--dry-run: nothing was done)",
        "waiting": "asked for by nothing, but not yet for {span}: {files:,} files, {size:,} bytes",
        "kept": "kept: {files:,} files, {size:,} bytes",
    },
}


def lines_of(swept: Swept, lang: str, *, span: str, dry_run: bool) -> Iterator[str]:
    """What was done, or would be, line by line."""
    words = WORDS[lang]
    if swept.gone:
        yield words["would_gone" if dry_run else "gone"].format(numbers=ranges(swept.gone))
    else:
        yield words["none_gone"]
    for kind, tally in sorted(swept.kinds.items()):
        yield _line(words["kind"], tally, kind=KINDS[lang][kind])
    total = Tally(sum(t.files for t in swept.kinds.values()), sum(t.size_bytes for t in swept.kinds.values()))
    yield _line(words["would" if dry_run else "done"], total)
    yield _line(words["waiting"], swept.waiting, span=span)
    yield _line(words["kept"], swept.kept)


def _line(words: str, tally: Tally, **more: str) -> str:
    return words.format(files=tally.files, size=tally.size_bytes, **more)


def ranges(numbers: list[int]) -> str:
    """`1–4, 7`: ascending numbers with runs drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
