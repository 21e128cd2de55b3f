"""Downloads: a tileset as one PMTiles archive, put together from the release's shards while it is sent.

What does not live here: files as they were sent (feeds, versions), single tiles (tiles_app).
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.addresses import suffix
from api.asking import AskedDep, v1_router
from api.auth import AudienceDep, StateDep
from api.files import PIECE, ConditionsDep, ReadPieces, bytes_response, store_pieces
from api.headers import NO_STORE, cache_control
from api.models import binary, problems
from catalog.store import Store
from tiles.archive import MEDIA_TYPE
from tiles.virtual import VirtualArchive

router = v1_router("tilesets")


@router.get(
    "/tilesets/{name}.pmtiles",
    status_code=307,
    responses={307: {"description": "the archive of one release"}, **problems(400, 401, 404, 410)},
    response_class=RedirectResponse,
)
def current_archive(name: str, asked: AskedDep) -> Response:
    """To the archive of the current release, whose address never changes."""
    asked.release.tileset(name)
    address = f"/v1/releases/{asked.release.number}/tilesets/{name}.pmtiles{suffix(asked.audience)}"
    return Response(status_code=307, headers={"Location": address, "Cache-Control": NO_STORE})


@router.get(
    "/releases/{release}/tilesets/{name}.pmtiles",
    responses={**binary(MEDIA_TYPE, ranges=True), **problems(400, 401, 404, 410, 416)},
    response_class=Response,
)
def archive(release: int, name: str, state: StateDep, audience: AudienceDep, asked: ConditionsDep) -> Response:
    """The tileset of one release as a PMTiles v3 archive (Range and ETag)."""
    opened = state.reads.release(release, audience)
    part, virtual = opened.tileset(name), opened.archive(name)
    headers = {
        "Cache-Control": cache_control(audience, pinned=True),
        "Content-Disposition": f'attachment; filename="{name}.{release}.pmtiles"',
    }
    read = archive_pieces(virtual, state.catalog.store)
    return bytes_response(virtual.size, f'"{part.directory[:32]}"', read, asked, headers, MEDIA_TYPE)


def archive_pieces(virtual: VirtualArchive, store: Store) -> ReadPieces:
    """Pieces of the whole archive, small ones put together."""

    def read(start: int, stop: int) -> Iterator[bytes]:
        held, size = [], 0
        for one in virtual.segments(start, stop):
            parts = [one] if isinstance(one, bytes) else store_pieces(store, one[0])(one[1], one[1] + one[2])
            for piece in parts:
                held.append(piece)
                size += len(piece)
                if size >= PIECE:
                    yield b"".join(held)
                    held, size = [], 0
        if held:
            yield b"".join(held)

    return read
