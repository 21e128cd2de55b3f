"""One file for each source format: a reader that makes text tables of it, beside its declaration and its words.

What does not live here: judging what the tables say (feeds.rules), features made of them (layers).
"""
