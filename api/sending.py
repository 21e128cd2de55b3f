"""The body of an upload, raw or as a form, as a stream that a worker thread takes in.

What does not live here: who may send (auth), storing and registering (catalog.intake), the form itself (formdata).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from anyio import fail_after, from_thread
from fastapi import Request

from api.filenames import file_name_of
from api.formdata import FILE, MEDIA_TYPE, OVERHEAD, FileForm
from terms.errors import BadRequest, TooLarge

STALL_S = 60.0
"""A body of which nothing came for so long is given up: slow is welcome, silent is not."""
WHOLE_S = 7200.0
"""Nor is one that drips: a body that is not whole after two hours (512 MiB at 75 kB/s) keeps others from sending."""
YES, NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says beside its body: `name` and `publish` as in its address; `may_publish` raises when the key
    may not; `max_bytes` of a file."""

    name: str | None
    publish: bool
    may_publish: Callable[[], None]
    max_bytes: int


class Body:
    """One upload. Name, media type and publish are known for sure once `chunks` ended."""

    def __init__(self, request: Request, asked: Asked) -> None:
        """Raises BadRequest for an unusable form, TooLarge for a length above the limit, what `may_publish` raises."""
        self._request, self._asked = request, asked
        self._content_type = request.headers.get("content-type", "application/octet-stream")
        self._name, self.publish = asked.name, asked.publish
        is_form = self._content_type.partition(";")[0].strip().lower() == MEDIA_TYPE
        self._form = FileForm(self._content_type, self._field) if is_form else None
        self._length = request.headers.get("content-length")
        if self._length is not None and int(self._length) > asked.max_bytes + (OVERHEAD if is_form else 0):
            raise TooLarge(f"at most {asked.max_bytes:,} bytes")
        if self.publish:
            asked.may_publish()

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes as they come, read from a worker thread."""
        if self._form is not None:
            return self._form.file_bytes(self._raw(), self._asked.max_bytes)
        return self._raw()

    def file_name(self) -> str:
        """The name given in the address or a field, else the file's own, else 'upload'."""
        if self._name:
            return self._name
        if self._form is not None:
            return self._form.file_name or "upload"
        disposition = self._request.headers.get("content-disposition", "")
        return file_name_of(disposition.encode("latin-1", "replace")) or "upload"

    def media_type(self) -> str:
        """As the sender says."""
        return self._form.media_type if self._form is not None else self._content_type

    def _field(self, name: str, value: str) -> None:
        if name == "name":
            self._name = value[:200] or self._name
        elif name == "publish":
            word = value.strip().lower()
            if word not in (*YES, *NO):
                raise BadRequest("publish is true or false")
            self.publish = word in YES
            if self.publish:
                self._asked.may_publish()
        else:
            raise BadRequest(f"the form has no field {name[:50]!r}; it has {FILE}, name, publish")

    def _raw(self) -> Iterator[bytes]:
        """The body; raises BadRequest when it is shorter than it said, nothing came for long, or it took too long."""
        stream, total, end = self._request.stream(), 0, time.monotonic() + WHOLE_S

        async def following() -> bytes | None:
            with fail_after(STALL_S):
                return await anext(stream, None)

        while (piece := self._next(following)) is not None:
            total += len(piece)
            if time.monotonic() > end:
                raise BadRequest(f"the body was not whole after {WHOLE_S:g} seconds")
            yield piece
        if self._length is not None and total != int(self._length):
            raise BadRequest("the body ended early")

    @staticmethod
    def _next(following: Callable[[], Coroutine[Any, Any, bytes | None]]) -> bytes | None:
        try:
            return from_thread.run(following)
        except TimeoutError as error:
            raise BadRequest(f"nothing of the body came for {STALL_S:g} seconds") from error
