"""公衆トイレ: public toilets as municipalities publish them.

What does not live here: reading the CSV (feeds.formats.documents.municipal_toilets).
"""
