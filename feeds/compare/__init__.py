"""Two versions of one feed by content: fingerprint, raw diff, what it means to riders, ids that persist.

Begin reading at `compare`. What does not live here: reading files (feeds.formats), which versions there are (catalog).
"""
