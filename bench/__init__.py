"""Benchmarks: one file is one command (`futae bench NAME`) that prints its own tables and says how it took them.

What lives here: the benches, what they share (tools), the hostile files (hostile). What does not: tests of correctness
(tests), anything that the service needs to run.
"""
