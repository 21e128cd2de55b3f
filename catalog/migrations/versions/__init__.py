"""The steps, numbered in order. What does not live here: moving bytes of the store."""
