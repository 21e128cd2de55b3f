"""Public transport (公共交通) from GTFS and GTFS-JP: stops and routes.

What does not live here: timetables as such, realtime, statistics off the publish path.
"""
