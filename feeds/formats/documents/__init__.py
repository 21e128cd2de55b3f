"""Formats of one document (GeoJSON, GML, CSV …), one file each; `registry` finds them by folder.

What does not live here: GTFS, which is a feed of many tables (feeds.formats.gtfs).
"""
