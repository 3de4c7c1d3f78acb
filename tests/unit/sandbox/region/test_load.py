"""Loading through the API: complete, repeatable, patient with what services have yet to hear."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx
import pytest

from sandbox.region.agencies import agencies
from sandbox.region.loading.bodies import monthly_campaigns, source_bodies, spbe_campaigns
from sandbox.region.loading.load import load
from sandbox.region.loading.sending import Loaded, LoadError

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


async def test_the_whole_region_is_loaded() -> None:
    api = FakeApi()
    loaded = await load_into(api)
    assert set(api.agencies) == {"9800", "9900", "9901", *(one.code for one in agencies())}
    codes = {body["code"] for body in (*spbe_campaigns(), *monthly_campaigns())}
    assert set(api.campaigns) == codes - {"kinerja-2026-12"}
    assert len(api.campaigns) == 25
    assert [len(answers) for answers in api.answers.values()] == [47, 41]
    assert api.sources["e-planning"]["base_url"] == "http://127.0.0.1:8201"
    assert len(api.sources["e-sakip"]["units"]) == 30
    assert (loaded.created, loaded.changed, loaded.unchanged) == (33 + 25 + 3 + 88, 0, 0)
    assert set(loaded.assessments) == {"spbe-2025", "spbe-2026"}


async def test_a_period_that_has_not_begun_is_not_opened() -> None:
    api = FakeApi()
    told: list[tuple[str, int, int]] = []
    await load_into(api, today=date(2026, 12, 1), progress=lambda *step: told.append(step))

    assert "kinerja-2026-12" in api.campaigns
    assert {total for step, _, total in told if step == "campaigns"} == {26}


async def test_a_second_run_changes_nothing() -> None:
    api = FakeApi()
    first = await load_into(api)
    changes = api.changes
    again = await load_into(api)
    assert api.changes == changes
    assert (again.created, again.changed, again.unchanged) == (0, 0, first.created)
    assert again.assessments == first.assessments


async def test_what_differs_goes_back_to_the_sample() -> None:
    api = FakeApi()
    await load_into(api)
    api.agencies["9901.2.15.01"]["name"] = "Dinas Lain"
    api.sources["e-program"]["base_url"] = "http://127.0.0.1:1"
    answers = next(iter(api.answers.values()))
    answers["3"]["level"] = "5"
    again = await load_into(api)
    assert (again.created, again.changed) == (0, 3)
    assert api.agencies["9901.2.15.01"]["name"] == "Dinas Perhubungan"
    assert api.sources["e-program"]["base_url"] == "http://127.0.0.1:8202"
    assert answers["3"]["level"] == "2"


async def test_a_region_without_a_parent_gets_the_province_above_it() -> None:
    """It was loaded by an earlier release: the province offers a place, the region accepts."""
    api = FakeApi()
    await load_into(api)
    api.agencies["9901"]["parent_code"] = None
    again = await load_into(api)
    assert api.agencies["9901"]["parent_code"] == "9900"
    assert (again.created, again.changed) == (0, 0)


async def test_it_waits_for_what_services_have_yet_to_hear() -> None:
    api = FakeApi()
    api.unheard = 12
    loaded = await load_into(api)
    assert loaded.created == 149


async def test_it_does_not_wait_for_ever() -> None:
    api = FakeApi()
    api.unheard = 1_000_000
    with pytest.raises(LoadError, match="belum dikenal"):
        await load_into(api, patience_seconds=0.2)


async def test_somebody_who_was_faster_is_no_failure() -> None:
    api = FakeApi()
    code = "9901.2.15.01"

    def be_faster(path: str) -> None:
        if path == f"/agencies/{code}" and code not in api.agencies:
            api.agencies[code] = {"agency_code": code, "name": "Lain", "revision": 4}

    api.interfere = be_faster
    loaded = await load_into(api)
    assert api.agencies[code]["name"] == "Dinas Perhubungan"
    assert api.agencies[code]["revision"] == 5
    assert (loaded.created, loaded.changed) == (148, 1)


async def test_a_fight_over_one_thing_is_given_up() -> None:
    api = FakeApi()

    def always_change(path: str) -> None:
        if path == "/agencies/9901":
            revision = api.agencies.get("9901", {"revision": 0})["revision"] + 1
            lain = {"agency_code": "9901", "name": "Lain", "parent_code": "9900"}
            api.agencies["9901"] = {**lain, "revision": revision}

    api.interfere = always_change
    with pytest.raises(LoadError, match="somebody else"):
        await load_into(api)


async def test_what_a_reorganisation_ended_stays_so_and_its_units_are_its_successors() -> None:
    api = FakeApi()
    await load_into(api)
    ended = agencies()[0]
    api.agencies[ended.code] |= {"valid_until": "2026-06-30", "successor_codes": ["9901.1.99"]}
    api.sources["e-program"]["units"][ended.unit_code] = "9901.1.99"
    changes = api.changes

    await load_into(api)

    assert api.changes == changes
    api.sources["e-program"]["name"] = "Diganti"
    await load_into(api)
    assert api.sources["e-program"]["name"] == "E-Program Sagara Wening", "set back as ever"
    assert api.sources["e-program"]["units"][ended.unit_code] == "9901.1.99"


async def test_requests_run_side_by_side_but_not_too_many() -> None:
    api = FakeApi()
    await load_into(api)
    assert api.most_at_once == 8


async def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    await load_into(FakeApi(), progress=lambda *step: told.append(step))
    ends = {step: (done, total) for step, done, total in told}
    assert ends == {
        "agencies": (33, 33),
        "campaigns": (25, 25),
        "sources": (3, 3),
        "answers": (88, 88),
    }


async def test_a_refusal_is_told_with_its_reason() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        error = {"pointer": "header/Authorization", "message": "wajib"}
        return httpx.Response(401, json={"detail": "Token tidak berlaku.", "errors": [error]})

    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        with pytest.raises(LoadError, match=r"401 Token tidak berlaku. header/Authorization"):
            await load(client, SOURCES, above=client, today=TODAY)


async def test_an_api_that_is_not_there_is_told() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        with pytest.raises(LoadError, match="does not answer"):
            await load(client, SOURCES, above=client, today=TODAY)


def test_every_source_maps_every_agency_once() -> None:
    for body in source_bodies(SOURCES):
        assert sorted(body["units"].values()) == sorted(one.code for one in agencies())
        assert body["interval_seconds"] == (2 if body["system"] == "e-sakip" else 1)
