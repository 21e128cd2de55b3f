"""The report as one page a person reads, keeps and prints: pure, Report in, HTML out.

What does not live here: judging (feeds.rules), the report's other forms (terms.reports, futae.checkfile), HTTP (api).
"""
