"""How many findings are kept, and under which names. What does not live here: keeping them (`file`)."""

from __future__ import annotations

NAME = "rows.parquet"
"""The file's name among the outputs of an inspection."""
MOST_OF_CODE = 1_000_000
"""Findings of one code that are kept."""
MOST = 2_000_000
"""Findings of one version that are kept."""
LEFT_OUT = "futae.left_out"
"""Key of the file's own facts: JSON, code → how many findings are not in the file."""
