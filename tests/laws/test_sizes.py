"""Small files and small functions (DESIGN §12, law 4). Not here: complexity, which ruff's C901 holds."""

from __future__ import annotations

import ast

MODULE_LINES = 400
FUNCTION_LINES = 60
FUNCTION_AIM = 40
CODE = (".py", ".ts", ".tsx", ".js", ".mjs", ".css")


def test_no_module_is_longer_than_400_lines(tree):
    sizes = {p: len(tree.text(p).splitlines()) for p in tree.paths if p.endswith(CODE)}
    assert {p: n for p, n in sizes.items() if n > MODULE_LINES} == {}


def test_no_function_is_longer_than_60_lines(tree, note_long_function):
    sizes = {
        f"{module.path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in tree.modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    note_long_function.extend(f"{n:3} {where}" for where, n in sorted(sizes.items()) if n > FUNCTION_AIM)
    assert {where: n for where, n in sizes.items() if n > FUNCTION_LINES} == {}
