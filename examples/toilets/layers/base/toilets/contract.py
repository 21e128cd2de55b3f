"""Contract of the toilets layer, made from its declaration; used only while building.

What does not live here: the declaration (`columns.py`).
"""

from __future__ import annotations

from layers.contracts import enforce

__all__ = ["enforce"]
