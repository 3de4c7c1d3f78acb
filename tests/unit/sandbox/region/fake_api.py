"""As much of the public API as loading the sample region needs."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from sandbox.region.loading.load import load
from sandbox.region.loading.sending import Loaded

TODAY = date(2026, 11, 29)
SOURCES = {
    "e-planning": "http://127.0.0.1:8201/",
    "e-program": "http://127.0.0.1:8202",
    "e-sakip": "http://127.0.0.1:8203",
}
Json = dict[str, Any]
Answer = tuple[int, Json]


class FakeApi:
    """As much of the public API as loading needs, with its rules about versions."""

    def __init__(self) -> None:
        self.agencies: dict[str, Json] = {}
        self.campaigns: dict[str, Json] = {}
        self.sources: dict[str, Json] = {}
        self.answers: dict[str, dict[str, Json]] = {}
        self.changes = 0
        self.at_once = 0
        self.most_at_once = 0
        self.unheard = 0
        self.interfere: Callable[[str], None] = lambda _path: None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.001)
        self.at_once -= 1
        status, body = self._answer(request)
        headers = {"ETag": f'"{body["revision"]}"'} if "revision" in body else {}
        return httpx.Response(status, json=body, headers=headers)

    def _answer(self, request: httpx.Request) -> Answer:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else {}
        if request.method != "GET":
            self.interfere(path)
        _, kind, *rest = path.split("/")
        if "offers" in rest:
            return self._offers(rest)
        if kind == "assessments":
            return self._assessments(rest, body, request)
        table = {"agencies": self.agencies, "campaigns": self.campaigns, "sources": self.sources}
        if rest:
            named = {"agency_code": rest[0], **body} if kind == "agencies" else body
            return self._put(table[kind], rest[0], named, request)
        if request.method == "POST":
            return self._post(path, body, request)
        return self._list(path, request)

    def _offers(self, rest: list[str]) -> Answer:
        if rest[-1] == "acceptance":
            region = self.agencies[rest[0]]
            self.agencies[rest[0]] = {
                **region,
                "parent_code": rest[2],
                "revision": region["revision"] + 1,
            }
        return 200, {"offer_id": rest[0]}

    def _assessments(self, rest: list[str], body: Json, request: httpx.Request) -> Answer:
        if not rest:
            assessment_id = str(uuid5(NAMESPACE_URL, request.url.params["campaign"]))
            return 200, {"items": [{"assessment_id": assessment_id}], "next_cursor": None}
        answers = self.answers.setdefault(rest[0], {})
        if len(rest) == 1:
            return 200, {"answers": list(answers.values())}
        named = {"indicator_code": rest[2], "stage": "mandiri", **body}
        return self._put(answers, rest[2], named, request)

    def _put(self, table: dict[str, Json], key: str, body: Json, request: httpx.Request) -> Answer:
        present = table.get(key)
        if request.method == "GET":
            return (200, present) if present else (404, {"detail": "tidak ada"})
        revision = present["revision"] if present else 0
        expected = request.headers.get("If-Match", f'"{revision}"')
        is_new = request.headers.get("If-None-Match") == "*"
        if expected != f'"{revision}"' or (is_new and present):
            return 412, {"detail": "berubah"}
        table[key] = {**body, "revision": revision + 1}
        self.changes += 1
        return (200 if present else 201), table[key]

    def _post(self, path: str, body: Json, request: httpx.Request) -> Answer:
        assert request.headers["Idempotency-Key"]
        if self.unheard:
            self.unheard -= 1
            pointer = "/edition_code" if path == "/campaigns" else "/units/2.16.01"
            status = 422 if path == "/campaigns" else 400
            error = {"pointer": pointer, "message": "belum dikenal"}
            return status, {"detail": "Periksa.", "errors": [error]}
        table = self.campaigns if path == "/campaigns" else self.sources
        if body["code"] in table:
            return 409, {"detail": "sudah ada"}
        table[body["code"]] = {**body, "campaign_code": body["code"], "revision": 1}
        self.changes += 1
        return 201, table[body["code"]]

    def _list(self, path: str, request: httpx.Request) -> Answer:
        rows = list({"/agencies": self.agencies, "/campaigns": self.campaigns}[path].values())
        start = int(request.url.params.get("cursor", "0"))
        end = start + 20
        cursor = str(end) if end < len(rows) else None
        return 200, {"items": rows[start:end], "next_cursor": cursor}


async def load_into(api: FakeApi, **options: Any) -> Loaded:
    transport = httpx.MockTransport(api)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return await load(client, SOURCES, **{"above": client, "today": TODAY, **options})
