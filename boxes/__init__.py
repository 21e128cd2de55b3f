"""Boxes: run one named pure function on a stranger's file in a child process under limits (DESIGN §8).

What lives here: starting, feeding, watching and ending the child; its walls; the notice of its death.
What does not: the functions that run inside (feeds), archive guards (feeds.archive), anything that knows a format.
This file imports nothing: the child imports it before its walls stand.
"""
