"""A system that answers like e-planning, and the ways in which it fails."""

import asyncio
import gzip
import hashlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx

from sandbox.sources.bodies import BODIES

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
SECRET = "a-token-for-tests"
Row = dict[str, Any]
YEAR = 2026


class FakePlanning:
    """Answers like e-planning, with entity tags. `mode` names how it fails, None: it does not."""

    def __init__(self, *agencies: str) -> None:
        self.mode: str | None = None
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        self.requests: list[httpx.Request] = []
        self._answers_left = 1
        self.tables: dict[str, list[Row]] = {
            "plafon1": [ceiling(place, org) for place, org in enumerate(agencies, start=1)],
            "dokumen": [document(place, org) for place, org in enumerate(agencies, start=1)],
            "konsultasi": [consultation(place, org) for place, org in enumerate(agencies, start=1)],
            "pertukaran": [exchange(place, org) for place, org in enumerate(agencies, start=1)],
        }

    @property
    def transport(self) -> httpx.MockTransport:
        """Return the way to it, without a socket."""
        return httpx.MockTransport(self.answer)

    def find(self, table: str, org: str) -> Row:
        """Return an agency's first row of a table."""
        return next(row for row in self.tables[table] if row["OrgCd"] == org)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.before_answer is not None:
            happen, self.before_answer = self.before_answer, None
            await happen()
        if self.mode in _FAULTS:
            fault: httpx.Response = await _FAULTS[self.mode](request)
            return fault
        if self._is_expired():
            return httpx.Response(401, json={"status": 0, "message": "Token expired"})
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return httpx.Response(401, json={"status": 0, "message": "Unauthorized"})
        rows = [
            row
            for row in self.tables[request.url.path.rpartition("/")[2]]
            if not isinstance(row, dict) or str(row.get("TA", YEAR)) == request.url.params["ta"]
        ]
        body = json.dumps({"status": 1, "data": rows}).encode()
        if (bend := BODIES.get(self.mode or "")) is not None:
            return httpx.Response(200, content=bend(body))
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        return httpx.Response(200, content=body, headers={"ETag": etag})

    def _is_expired(self) -> bool:
        """Say whether the credential is over; it is good for one more answer at first."""
        if self.mode != "expired":
            self._answers_left = 1
            return False
        self._answers_left -= 1
        return self._answers_left < 0


def ceiling(place: int, org: str, *, ict: bool = True, amount: str = "125000000.00") -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "SOrgCd": f"{org}.01",
        "Kd_UrusanPrg": "2" if ict else "1",
        "Kd_BidangPrg": "16",
        "Kd_Prog": "03",
        "PrgNm": "PENGELOLAAN APLIKASI INFORMATIKA",
        "Kd_Keg": "02",
        "KgtNm": "Pengelolaan e-government",
        "Jumlah1": amount,
        "Status": 1,
        "TA": YEAR,
    }


def document(place: int, org: str, *, kind: str = "RENJA") -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "Jenis": kind,
        "Judul": "Rencana Kerja",
        "Status": 1,
        "TglSah": "2026-01-05 10:00:00",
        "Muatan": None,
        "TA": YEAR,
    }


def consultation(place: int, org: str, *, agreed: int = 1) -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "NoBA": f"BA/{place}",
        "TglBA": "2025-11-03",
        "Status": agreed,
        "TA": YEAR,
    }


def exchange(place: int, org: str) -> Row:
    return {
        "transid": str(place),
        "OrgCd": org,
        "Tujuan": "e-program",
        "Objek": "plafon",
        "Waktu": "2025-12-10 09:00:00",
        "Hasil": "OK",
        "TA": YEAR,
    }


async def _fail(_: httpx.Request) -> httpx.Response:
    return httpx.Response(500, text="Server Error")


async def _busy(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503, text="Busy", headers={"Retry-After": "900"})


async def _html(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html="<html><body>Silakan masuk kembali.</body></html>")


async def _stall(_: httpx.Request) -> httpx.Response:
    await asyncio.sleep(3600)
    raise AssertionError("the deadline comes first")


async def _drip(_: httpx.Request) -> httpx.Response:
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    return httpx.Response(200, content=drops())


async def _endless(request: httpx.Request) -> httpx.Response:
    number = request.url.params["page"]
    page = 1 if number == "all" else int(number)
    rows = [ceiling(page * 1000, "2.16.01")]
    return httpx.Response(200, json={"status": 1, "last_page": page + 1, "data": rows})


async def _page_loop(_: httpx.Request) -> httpx.Response:
    """Answer with the first of three pages, whichever is asked for."""
    rows = [ceiling(1, KOMINFO)]
    return httpx.Response(200, json={"status": 1, "last_page": 3, "total": 3, "data": rows})


async def _skewed(_: httpx.Request) -> httpx.Response:
    """Ask, by a clock that is ten years ahead, for a pause of two minutes."""
    headers = {
        "Date": "Fri, 30 Nov 2036 10:00:00 GMT",
        "Retry-After": "Fri, 30 Nov 2036 10:02:00 GMT",
    }
    return httpx.Response(503, text="Busy", headers=headers)


async def _tls(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no", request=request) from ssl.SSLCertVerificationError("expired")


async def _bomb(_: httpx.Request) -> httpx.Response:
    body = gzip.compress(b" " * 20_000_000)
    return httpx.Response(
        200, content=body, headers={"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    )


async def _redirect(_: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})


async def _empty(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"status": 1, "data": []})


async def _gone(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


_FAULTS: dict[str, Callable[[httpx.Request], Any]] = {
    "fail": _fail,
    "busy": _busy,
    "html": _html,
    "stall": _stall,
    "drip": _drip,
    "endless": _endless,
    "page_loop": _page_loop,
    "skewed": _skewed,
    "tls": _tls,
    "bomb": _bomb,
    "redirect": _redirect,
    "empty": _empty,
    "gone": _gone,
}
