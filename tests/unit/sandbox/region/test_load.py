"""Loading through the API: complete, repeatable, patient with what services have yet to hear."""

from datetime import date

import httpx
import pytest
from tests.unit.sandbox.region.fake_api import SOURCES, TODAY, FakeApi, load_into

from sandbox.region.agencies import agencies
from sandbox.region.loading.bodies import monthly_campaigns, source_bodies, spbe_campaigns
from sandbox.region.loading.load import load
from sandbox.region.loading.sending import LoadError


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


async def test_a_service_that_is_still_busy_is_asked_again() -> None:
    api, busy = FakeApi(), ["/api/v1/agencies", "/api/v1/campaigns"]

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and request.url.path in busy:
            busy.remove(request.url.path)
            return httpx.Response(503, json={"detail": "Coba lagi."})
        return await api(request)

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        await load(client, SOURCES, above=client, today=TODAY)
    assert (len(api.agencies), busy) == (33, [])


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
