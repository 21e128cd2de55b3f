"""Alembic scripts: one file per change of the tables, in `versions/`; run by `catalog.open`.

A script once released is never edited. What does not live here: the tables as they are now (catalog.tables).
"""
