"""The report as one page a person reads, keeps and prints, and as plain text: pure, Report in, HTML or text out.

What does not live here: judging (feeds.rules), the report as JSON (terms.reports), HTTP (api).
"""
