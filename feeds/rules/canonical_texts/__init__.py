"""Words in Japanese and English for the codes of the canonical rules: each module here gives TEXTS.

`{table} {row} {column} {value} {expected}` and the keys of a notice's details may stand in them (the context fields of
the canonical validator, listed in ../shared/formats/gtfs_rules.md). What does not live here: severities (the engine's).
"""
