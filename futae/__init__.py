"""The command line, the sample town and the composition of pipelines and api into one service.

What does not live here: anything a lower room could do.
"""
