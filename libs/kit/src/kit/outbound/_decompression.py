"""Reads the body of an answer up to a limit that holds after decompression too.

A decompressor can turn one chunk into a thousand times as many bytes before they are counted. So
it is asked for pieces of a bounded size.
"""

import zlib
from typing import Final

import httpx

from kit.outbound._errors import BadEncoding, BodyTooLarge
from rules.text import Text

ACCEPTED: Final = "gzip, deflate"
_WINDOW_BITS: Final = {
    "gzip": zlib.MAX_WBITS | 16,
    "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the decompressed body of a streamed response.

    Raises:
        BodyTooLarge: it is longer than `limit` bytes, on the wire or decompressed.
        BadEncoding: it is not compressed in the way its header says.
    """
    if response.is_stream_consumed:  # a transport that had the whole answer in memory
        _check(len(response.content), limit)
        return response.content
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return await _read_plain(response, limit)
    if encoding not in _WINDOW_BITS:
        name = repr(encoding[:40])
        text = Text(f"pengodean isi {name} tidak diminta", f"encoding {name} was not asked for")
        raise BadEncoding(text)
    try:
        return await _inflate(response, limit, encoding)
    except zlib.error as error:
        text = Text(f"isinya bukan {encoding}", f"the body is not {encoding}")
        raise BadEncoding(text) from error


async def _read_plain(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        _check(len(body), limit)
    return bytes(body)


async def _inflate(response: httpx.Response, limit: int, encoding: str) -> bytes:
    inflater = zlib.decompressobj(_WINDOW_BITS[encoding])
    body = bytearray()
    taken = 0
    async for chunk in response.aiter_raw():
        taken += len(chunk)
        _check(taken, limit + limit // 1000 + 100)  # what cannot be compressed grows a little
        rest = chunk
        while rest:
            if inflater.eof:
                rest = _next_member(rest, encoding)
                if not rest:
                    break
                inflater = zlib.decompressobj(_WINDOW_BITS[encoding])
            body += inflater.decompress(rest, limit + 1 - len(body))
            _check(len(body), limit)
            rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if taken and not inflater.eof:
        text = Text("isi yang dimampatkan terpotong", "the compressed body ends too early")
        raise BadEncoding(text)
    return bytes(body)


def _next_member(rest: bytes, encoding: str) -> bytes:
    """Return what follows a stream that has ended: gzip may go on, or be filled up with zeros."""
    if encoding == "deflate":
        text = Text("isi yang dimampatkan berlebih", "the compressed body goes on after its end")
        raise BadEncoding(text)
    return rest.lstrip(b"\0")


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise BodyTooLarge(
            Text(f"isinya melebihi {limit} byte", f"the body is larger than {limit} bytes")
        )
