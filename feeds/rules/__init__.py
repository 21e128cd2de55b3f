"""Judging a GTFS or GTFS-JP feed: the canonical rules (gtfs-guru behind `guru`), our GTFS-JP rules, softening, words.

The door is `judge.judge_gtfs`. A rule is one file in `jp/`, found by folder (`registry`). What does not live here:
reading bytes (feeds.formats), processes and limits (boxes), storing reports (catalog).
"""
