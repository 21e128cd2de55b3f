"""Score: one number for a GTFS feed, made of rules that each say what is missing and how to win it back.

What does not live here: findings (feeds.rules), the value that travels (terms.scores).
"""
