"""Where the homes are. Not here: what is asked of them (answers.py)."""
