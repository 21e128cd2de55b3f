"""What `feeds.generations` is made of: the pair, cutting calendars, telling ids apart, uniting rows, feed_info.

What does not live here: the order of the steps (feeds.generations).
"""
