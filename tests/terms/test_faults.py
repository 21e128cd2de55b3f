"""Fault points: silent without a hook, told with one, strict about names."""

from __future__ import annotations

import pytest

from terms.faults import FAULT_POINTS, fault, set_hook


def test_without_a_hook_nothing_happens():
    fault(next(iter(FAULT_POINTS)))


def test_the_hook_is_told_the_name_until_it_is_taken_away():
    heard: list[str] = []
    set_hook(heard.append)
    for name in FAULT_POINTS:
        fault(name)
    set_hook(None)
    fault(next(iter(FAULT_POINTS)))
    assert heard == list(FAULT_POINTS)


def test_an_undeclared_name_is_a_mistake_of_ours():
    set_hook(lambda name: None)
    with pytest.raises(KeyError):
        fault("nowhere.at_all")
