"""Our GTFS-JP rules, one file each; every module gives RULES. What does not live here: canonical rules (gtfs-guru)."""
