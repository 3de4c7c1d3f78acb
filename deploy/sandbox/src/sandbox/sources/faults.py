"""The ways in which real systems fail, switched on by the control API.

| mode | what a client gets |
|---|---|
| fail | 500 with the error page of a framework |
| stall | a connection that never answers |
| html | 200 with the HTML of a login page |
| broken_rows | some rows that are not objects, have no id, or hold wrong values |
| endless_pages | always one more page; for a resource without pages, a list that never ends |
| drip | the right answer, a few bytes at a time |
| bomb | 100 MB of spaces, packed into 100 KB of gzip |
| redirect | a redirect to the metadata address of cloud machines, or to another one |
| truncated, deep, nan | an answer that is cut off, is nested 5,000 levels deep, has NaN |
| repeated, encoding | an answer that has its rows twice, is in UTF-16 |
| page_loop | the first page again and again (systems with pages) |
| busy | 503 with Retry-After: 120 |
| expired | one right answer, then 401: the token is over in the middle of a reading |
| drifted | rows with one field renamed |
"""

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from sandbox.sources.bodies import BODIES

MODES: Final = (
    "none",
    "fail",
    "stall",
    "html",
    "broken_rows",
    "endless_pages",
    "drip",
    "bomb",
    "redirect",
    *BODIES,
    "page_loop",
    "busy",
    "expired",
    "drifted",
)
METADATA_ADDRESS: Final = "http://169.254.169.254/latest/meta-data/"
_REFUSALS: Final[dict[str, tuple[int, str, dict[str, str]]]] = {
    "fail": (500, "Server Error", {}),
    "busy": (503, "Service Unavailable", {"Retry-After": "120"}),
}
_LOGIN_PAGE: Final = """<!DOCTYPE html>
<html lang="id"><head><title>Masuk</title></head>
<body><h1>Sesi Anda telah berakhir</h1><p>Silakan masuk kembali.</p></body></html>
"""
_MEGABYTE: Final = 1 << 20
_BOMB_MEGABYTES: Final = 100
_DRIP_BYTES: Final = 8
_DRIP_SECONDS: Final = 0.25
_SPOILT_EVERY: Final = 8
_SPOILT_FIRST: Final = 5


class Faults:
    """The fault that is switched on, if any; if seconds were given, it ends by itself."""

    def __init__(self) -> None:
        self.mode = "none"
        self.location = METADATA_ADDRESS
        self._answers = 0
        self._over: asyncio.Event | None = None
        self._timer: asyncio.TimerHandle | None = None

    def switch(self, mode: str, *, seconds: float | None, location: str) -> None:
        """Switch a mode on, or off with "none"; clients that are waiting then get an error."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._over:
            self._over.set()
        self.mode, self.location, self._answers = mode, location, 0
        self._over = None if mode == "none" else asyncio.Event()
        if seconds is not None and mode != "none":
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(seconds, self._end)

    @property
    def seconds_left(self) -> float | None:
        """How long the fault will last; None: until it is switched off."""
        if self._timer is None:
            return None
        return max(0.0, self._timer.when() - asyncio.get_running_loop().time())

    async def replacement(self, request: Request) -> Response | None:
        """Return the answer that replaces every normal one, if the fault has such an answer."""
        if self.mode == "stall":
            await self._stall(request)
            return JSONResponse({"message": "Service Unavailable"}, 503)
        if self.mode in _REFUSALS:
            status, message, headers = _REFUSALS[self.mode]
            return JSONResponse({"message": message}, status, headers=headers)
        if self.mode == "html":
            return HTMLResponse(_LOGIN_PAGE)
        if self.mode == "redirect":
            return Response(status_code=302, headers={"Location": self.location})
        if self.mode == "bomb":
            headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
            return Response(await asyncio.to_thread(bomb), headers=headers)
        return None

    def is_expired(self) -> bool:
        """Say whether the credential is over now; it is good for one more answer at first."""
        self._answers += 1
        return self.mode == "expired" and self._answers > 1

    def _end(self) -> None:
        self.switch("none", seconds=None, location=METADATA_ADDRESS)

    async def _stall(self, request: Request) -> None:
        """Wait until the fault is over or the client gives up."""
        over = self._over or asyncio.Event()
        waits = {asyncio.ensure_future(over.wait()), asyncio.ensure_future(_gone(request))}
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def spoil(rows: list[dict[str, Any]], *, id_key: str, fragile: str) -> list[Any]:
    """Return the rows with one in eight broken: a wrong value, no id, or not an object."""
    result: list[Any] = list(rows)
    for turn, place in enumerate(range(_SPOILT_FIRST, len(rows), _SPOILT_EVERY)):
        row = dict(rows[place])
        if turn % 3 == 0:
            row[fragile] = "tidak diketahui"
            result[place] = row
        elif turn % 3 == 1:
            del row[id_key]
            result[place] = row
        else:
            result[place] = None
    return result


def rename(rows: list[dict[str, Any]], *, field: str) -> list[Any]:
    """Return the rows with a field under another name, as after an update of the system."""
    return [
        {f"{field}_baru" if key == field else key: value for key, value in row.items()}
        for row in rows
    ]


def renumber(rows: list[dict[str, Any]], *, id_key: str, page: int) -> list[dict[str, Any]]:
    """Return the rows with different ids on each page, so that no page repeats another."""
    kind = type(rows[0][id_key]) if rows else int
    return [{**row, id_key: kind(int(row[id_key]) + page * 1_000_000)} for row in rows]


async def drip(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body a few bytes at a time."""
    for start in range(0, len(body), _DRIP_BYTES):
        yield body[start : start + _DRIP_BYTES]
        await asyncio.sleep(_DRIP_SECONDS)


def endless_list(envelope: dict[str, Any], *, id_key: str) -> StreamingResponse:
    """Return an answer whose list of rows never ends."""
    return StreamingResponse(_rows_without_end(envelope, id_key), media_type="application/json")


async def _rows_without_end(envelope: dict[str, Any], id_key: str) -> AsyncIterator[bytes]:
    rows = envelope["data"] or [{id_key: 1}]
    head = json.dumps({**envelope, "data": []}, ensure_ascii=False)
    yield head.removesuffix("]}").encode()
    page = 0
    while True:
        page += 1
        for row in renumber(rows, id_key=id_key, page=page):
            yield json.dumps(row, ensure_ascii=False).encode() + b","
        await asyncio.sleep(0.01)


@cache
def bomb() -> bytes:
    """Return a JSON text of 100 MB of spaces, packed with gzip."""
    blanks = b" " * _MEGABYTE
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeeze.compress(blanks) + squeeze.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    last = end.compress(b"{}") + end.flush()
    checksum = 0
    for _ in range(_BOMB_MEGABYTES):
        checksum = zlib.crc32(blanks, checksum)
    checksum = zlib.crc32(b"{}", checksum)
    size = _BOMB_MEGABYTES * _MEGABYTE + 2
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + block * _BOMB_MEGABYTES + last + struct.pack("<II", checksum, size)
