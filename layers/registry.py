"""The registry finds layers by folder: `layers/<floor>/<layer>/columns.py`. A layer is added by adding one folder.

Modules of a layer are imported when first asked for, so that the API never loads a `build.py`.
What does not live here: any list of layers written by hand.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terms.columns import Collection

if TYPE_CHECKING:
    from layers.context import Built, FeedContext, TextTables
    from tiles.spec import TileSpec

FLOORS = ("base", "application")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer folder. `name` is also its tileset's name."""

    name: str
    floor: str

    def _module(self, part: str) -> Any:
        return importlib.import_module(f"layers.{self.floor}.{self.name}.{part}")

    @property
    def collections(self) -> tuple[Collection, ...]:
        """The collections it declares."""
        found: tuple[Collection, ...] = self._module("columns").COLLECTIONS
        return found

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats it is built from (names as in reports)."""
        found: tuple[str, ...] = self._module("columns").FORMATS
        return found

    @property
    def schema_version(self) -> str:
        """Raised by hand when the same input would give other features."""
        return str(self._module("columns").SCHEMA_VERSION)

    @property
    def spec(self) -> TileSpec:
        """How it is drawn."""
        found: TileSpec = self._module("tiles").SPEC
        return found

    def build(self, tables: TextTables, context: FeedContext) -> Built:
        """Text tables → feature frames that satisfy the contract."""
        built: Built = self._module("build").build(tables, context)
        contract = self._module("contract")
        for name, frame in built.frames.items():
            contract.enforce(frame, self.collection(name))
        return built

    def collection(self, name: str) -> Collection:
        """The collection of that name; raises KeyError."""
        for one in self.collections:
            if one.name == name:
                return one
        raise KeyError(name)


@cache
def layers() -> tuple[Layer, ...]:
    """All layers, base floor first, by name."""
    here = Path(__file__).parent
    found = []
    for floor in FLOORS:
        for folder in sorted((here / floor).iterdir()):
            if (folder / "columns.py").is_file():
                found.append(Layer(folder.name, floor))
    return tuple(found)


def layers_for(format_name: str) -> tuple[Layer, ...]:
    """The layers that are built from this format."""
    return tuple(layer for layer in layers() if format_name in layer.formats)


@cache
def collections() -> dict[str, tuple[Layer, Collection]]:
    """Every collection by name, with its layer."""
    return {c.name: (layer, c) for layer in layers() for c in layer.collections}
