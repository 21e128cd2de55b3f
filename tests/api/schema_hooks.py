"""Schemathesis is told what is there: every other case names the sample town, the rest keep what was generated."""

import schemathesis

THERE = {"org": "shiomi", "feed": "bus", "number": 1, "release": 1, "name": "transit", "collection": "stops", "z": 12,
         "stack": "Noto Sans JP Regular", "range": "0-255", "agent": "shiomi", "sheet": "futae@2x"}  # fmt: skip


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """True values for half of the cases, told apart by the length of what was generated."""
    if path_parameters and len(repr(sorted(path_parameters.items(), key=repr))) % 2:
        return {name: THERE.get(name, value) for name, value in path_parameters.items()}
    return path_parameters
