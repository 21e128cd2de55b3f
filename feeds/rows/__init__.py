"""Rows: every finding of one version as one file, beyond the samples that a report keeps, and how it is read again.

What does not live here: finding anything (feeds.rules, feeds.formats), words of codes (terms.reports).
"""
