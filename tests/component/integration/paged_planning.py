"""A system with long listings, which it gives page by page, and how it is served over a socket."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.component.integration.fake_planning import FakePlanning, Row, ceiling

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
ORGS = (KOMINFO, DISHUB, DINKES)
SIZE = 3


class PagedPlanning(FakePlanning):
    """Answers like e-planning, three rows on a page. `pause` is between two answers.

    `asked` counts the requests of each page; `whole` those that were answered with its rows.
    """

    def __init__(self, rows: int = 30, *, pause: float = 0.0) -> None:
        super().__init__(*ORGS)
        self.tables["plafon1"] = long_listing(rows)
        self.pause = pause
        self.has_etags = True
        self.stops_at: int | None = None
        self.asked: Counter[tuple[str, int]] = Counter()
        self.whole: Counter[tuple[str, int]] = Counter()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        table, number = request.url.path.rpartition("/")[2], int(request.url.params["page"])
        if self.mode is not None:
            return await super().answer(request)
        if table == "plafon1":
            await asyncio.sleep(self.pause)
            while self.stops_at is not None and number >= self.stops_at:  # noqa: ASYNC110 - a field
                await asyncio.sleep(0.005)
        self.asked[table, number] += 1
        rows = self.tables[table]
        document = {
            "status": 1,
            "last_page": max(1, -(-len(rows) // SIZE)),
            "total": len(rows),
            "data": rows[(number - 1) * SIZE : number * SIZE],
        }
        body = json.dumps(document).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag} if self.has_etags else {}
        if self.has_etags and request.headers.get("if-none-match") == etag:
            return httpx.Response(304, headers=headers)
        self.whole[table, number] += 1
        return httpx.Response(200, content=body, headers=headers)


def long_listing(rows: int) -> list[Row]:
    """Return ceilings, each of a sub-unit of its own."""
    made = [
        ceiling(place, ORGS[place % 3], amount=f"{place}000.00") for place in range(1, rows + 1)
    ]
    return [{**row, "SOrgCd": f"{row['OrgCd']}.{row['transid']}"} for row in made]


@asynccontextmanager
async def served(fake: FakePlanning) -> AsyncIterator[str]:
    """Serve a system on a port of this machine, and give its address."""

    async def handle(request: Request) -> Response:
        asked = httpx.Request("GET", str(request.url), headers=dict(request.headers))
        answer = await fake.answer(asked)
        etag = answer.headers.get("etag")
        headers = {} if etag is None else {"ETag": etag}
        return Response(answer.content, answer.status_code, headers=headers)

    app = Starlette(routes=[Route("/{path:path}", handle)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving
