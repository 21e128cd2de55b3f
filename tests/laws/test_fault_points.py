"""The kill tests know every fault point: declared in terms.faults, and met in the code. Not here: the kills."""

from __future__ import annotations

import ast

from terms.faults import FAULT_POINTS


def _fault_calls(tree):
    for module in tree.of_rooms():
        if module.path == "terms/faults.py":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (
                (isinstance(node.func, ast.Name) and node.func.id == "fault")
                or (isinstance(node.func, ast.Attribute) and node.func.attr == "fault")
            ):
                yield f"{module.path}:{node.lineno}", node.args[0]


def test_every_fault_point_is_named_by_a_plain_string(tree):
    unclear = [where for where, name in _fault_calls(tree) if not isinstance(name, ast.Constant)]
    assert unclear == []


def test_every_fault_point_met_is_declared(tree):
    met = {where: name.value for where, name in _fault_calls(tree) if isinstance(name, ast.Constant)}
    assert {where: name for where, name in met.items() if name not in FAULT_POINTS} == {}


def test_every_fault_point_declared_is_met(tree):
    met = {name.value for _, name in _fault_calls(tree) if isinstance(name, ast.Constant)}
    assert sorted(set(FAULT_POINTS) - met) == []
