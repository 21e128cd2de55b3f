"""Meaning: the two-layer map. Base layers below, application layers standing on them.

What lives here: one folder per layer (`base/<layer>`, `application/<layer>`), the registry that finds them, feature
frames, items on disk and how they are asked for, ties between layers. Pure rooms: values in, values out.
What does not: the catalog, boxes, Dagster, HTTP, settings, the clock.
"""
