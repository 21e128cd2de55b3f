"""A multipart/form-data body as it streams by: the bytes of its one file, and its few fields (RFC 7578).

Nothing is held but a field's value: each piece of the file is given on as it comes. What does not live here: where the
bytes go (catalog.intake), other bodies (api.sending).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.filenames import file_name_of
from terms.errors import BadRequest, TooLarge

MEDIA_TYPE = "multipart/form-data"
FILE = "file"
MAX_PARTS = 8
MAX_FIELD_BYTES = 4_096
MAX_BOUNDARY = 70  # RFC 2046, 5.1.1
OVERHEAD = 64 * 1024
"""What a form may hold beside its file, bytes."""


class FileForm:
    """One body. After `file_bytes` ended, `file_name` and `media_type` are those of the file's part. `on_field` is told
    each other field as soon as it is whole, and raises BadRequest for one it does not know."""

    def __init__(self, content_type: str, on_field: Callable[[str, str], None]) -> None:
        """Raises BadRequest for a content type without a usable boundary."""
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not 0 < len(boundary) <= MAX_BOUNDARY:
            raise BadRequest("multipart/form-data needs a boundary of 1 to 70 characters")
        self.file_name: str | None = None
        self.media_type = "application/octet-stream"
        self._on_field = on_field
        self._parts = 0
        self._seen_file = self._is_file = self._ended = False
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._headers: dict[str, bytes] = {}
        self._name, self._value = "", bytearray()
        self._out: list[bytes] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def file_bytes(self, chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
        """The file's bytes. Raises BadRequest for a body that is no such form, or has no or more than one file;
        TooLarge when the whole is larger than a file of `max_bytes` in a form."""
        total = 0
        for chunk in chunks:
            total += len(chunk)
            if total > max_bytes + OVERHEAD:
                raise TooLarge(f"at most {max_bytes:,} bytes")
            try:
                self._parser.write(chunk)
            except MultipartParseError as error:
                raise BadRequest(f"the form cannot be read: {error}") from error
            yield from self._out
            self._out.clear()
        if not self._ended:
            raise BadRequest("the body ended early")
        if not self._seen_file:
            raise BadRequest(f"the form has no field {FILE!r} with a file")

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise BadRequest(f"a form of at most {MAX_PARTS} parts")
        self._headers, self._value = {}, bytearray()

    def _header_end(self) -> None:
        name, value = (bytes(part) for part in self._header)
        self._headers[name.decode("latin-1").lower()] = value
        self._header = (bytearray(), bytearray())

    def _headers_end(self) -> None:
        disposition = self._headers.get("content-disposition", b"")
        kind, given = parse_options_header(disposition.decode("latin-1"))
        if kind != b"form-data" or b"name" not in given:
            raise BadRequest("each part of a form needs Content-Disposition: form-data with a name")
        self._name = given[b"name"].decode("utf-8", "replace")
        self._is_file = self._name == FILE
        if self._is_file:
            if self._seen_file:
                raise BadRequest("one file at a time")
            self._seen_file = True
            self.file_name = file_name_of(disposition)
            self.media_type = self._headers.get("content-type", b"").decode("latin-1") or self.media_type

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._out.append(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise BadRequest(f"the field {self._name[:50]!r} is longer than {MAX_FIELD_BYTES} bytes")

    def _part_end(self) -> None:
        if not self._is_file:
            self._on_field(self._name, self._value.decode("utf-8", "replace"))

    def _end(self) -> None:
        self._ended = True
