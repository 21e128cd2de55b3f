"""Writing: from an upload to a release. Dagster assets, the worker, the publisher.

What lives here: plain functions that call one function of a lower room after another and store what comes back
(`checking`, `building`, `release`), the Dagster factories over the registries (`assets`), the two processes' loops
(`worker`, `publisher`). What does not: reading formats, judging, building features, cutting tiles (lower rooms), HTTP.
"""
