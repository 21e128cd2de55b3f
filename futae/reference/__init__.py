"""The reference under docs/reference: made from the code's own declarations by `futae docs`, held true by a test.

What does not live here: guides, which people write (docs/*.md).
"""
