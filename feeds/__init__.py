"""Strangers' files → text tables, notices, reports: containers, formats (`formats/`), rules (`rules/`), `inspect`.

Pure: bytes and values in, values out. What does not live here: processes and their limits (boxes), storing (catalog),
features and maps (layers), network, clock, settings.
"""
