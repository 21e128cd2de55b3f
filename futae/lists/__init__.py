"""Lists of others: the feeds that a catalogue names, as entries of a registry file.

One module a catalogue, pure: a document in, entries and reasons out; only `importing` fetches and writes. What does not
live here: following what a registry file lists (futae.following).
"""
