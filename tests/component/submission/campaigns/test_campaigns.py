"""Campaigns open every assessment in one transaction, once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.event import listen

Bearer = Callable[..., dict[str, str]]


async def test_campaign_opens_all_its_assessments(service: Any) -> None:
    answer = await service.open_campaign(agency_codes=None)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/campaigns/spbe-2026"
    assert answer.json()["assessment_count"] == 3
    events = await service.said("submission.assessment", count=3)
    assert sorted(event.agency_code for event in events) == ["9901", "9901.1", "9901.2"]
    assert {(event.revision, event.period, event.edition_code) for event in events} == {
        (1, "2026", "spbe")
    }
    listed = (await service.api.get("/assessments", params={"campaign": "spbe-2026"})).json()
    assert {item["assessment_id"] for item in listed["items"]} == {
        str(event.assessment_id) for event in events
    }


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ({"agency_codes": ["9901.2", "9901.1"]}, ["9901.1", "9901.2"]),
        ({"agency_codes": None, "agency_kind": "agency"}, ["9901.1", "9901.2"]),
        ({"agency_codes": None, "under_code": "9901.1"}, ["9901.1"]),
    ],
)
async def test_agencies_are_named_or_chosen(
    service: Any, choice: dict[str, Any], codes: list[str]
) -> None:
    await service.open_campaign(**choice)
    listed = (await service.api.get("/assessments")).json()["items"]
    assert sorted(item["agency_code"] for item in listed) == codes


async def test_agency_that_is_gone_takes_no_part(service: Any) -> None:
    await service.put_agency("9901.old", valid_until="2025-12-31")
    await service.put_agency("9901.new", valid_from="2026-12-31")
    await service.open_campaign(agency_codes=None, agency_kind="agency")
    listed = (await service.api.get("/assessments")).json()["items"]
    assert [item["agency_code"] for item in listed] == ["9901.1", "9901.2", "9901.new"]


async def test_same_key_opens_a_campaign_once(service: Any) -> None:
    body = {
        "code": "spbe-2026",
        "name": "Kegiatan",
        "edition_code": "spbe",
        "period": "2026",
    }
    first, second = [
        await service.api.post("/campaigns", json=body, headers={"Idempotency-Key": "satu"})
        for _ in range(2)
    ]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert await service.count("assessment") == 3
    assert len(await service.said("submission.assessment", count=3)) == 3
    other = await service.api.post(
        "/campaigns", json=body | {"name": "Lain"}, headers={"Idempotency-Key": "satu"}
    )
    assert other.status_code == 422


async def test_same_key_says_nothing_once_the_token_reaches_elsewhere(
    service: Any, bearer: Bearer
) -> None:
    body = {"code": "spbe-2026", "name": "Kegiatan", "edition_code": "spbe", "period": "2026"}
    key = {"Idempotency-Key": "satu"}
    await service.api.post("/campaigns", json=body, headers=key)
    for agency in ("8888", "9901.1", None):
        answer = await service.api.post(
            "/campaigns", json=body, headers=key | bearer("coordinator", agency=agency)
        )
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (422, False)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"edition_code": "unknown"}, 422, "/edition_code"),
        ({"period": "2026-11"}, 422, "/period"),
        ({"period": "2026-13"}, 400, "/period"),
        ({"derivation_set_version": 2}, 422, "/derivation_set_version"),
        ({"agency_codes": ["9901", "9999"]}, 422, "/agency_codes/1"),
        ({"agency_codes": ["9901", "9901"]}, 422, "/agency_codes/1"),
        ({"agency_codes": []}, 400, "/agency_codes"),
        ({"agency_codes": None, "under_code": "9999"}, 404, "/under_code"),
        (
            {"agency_codes": None, "under_code": "9901.1", "agency_kind": "regency"},
            422,
            "/agency_kind",
        ),
        ({"agency_codes": None, "period": "1999"}, 422, "/period"),
        ({"agency_codes": ["9901"], "period": "1999"}, 422, "/agency_codes/0"),
        ({"kind": "audit"}, 400, "/kind"),
        ({"name": "a\0"}, 400, "/name"),
        ({"derivation_set_version": 2**40}, 400, "/derivation_set_version"),
        ({"colour": "red"}, 400, "/colour"),
    ],
)
async def test_what_does_not_fit_is_named(
    service: Any, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await service.open_campaign(**body)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await service.count("campaign") == 0


async def test_edition_period_and_kind_have_one_campaign_of_a_subtree(service: Any) -> None:
    await service.open_campaign()
    for body, pointer in (
        ({}, "/code"),
        ({"code": "again", "agency_codes": ["9901.1"]}, "/period"),
        ({"code": "monitoring", "kind": "monitoring"}, "/agency_codes/0"),
    ):
        answer = await service.open_campaign(**body)
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["pointer"] == pointer
    other = await service.open_campaign("other", kind="monitoring", agency_codes=["9901.1"])
    assert other.status_code == 201


async def test_a_campaign_belongs_to_the_subtree_it_is_opened_for(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1")
    whole = await service.open_campaign()
    below = await service.open_campaign(
        "below", agency_codes=None, under_code="9901.1", agency_kind="agency"
    )
    assert (whole.json()["agency_code"], below.json()["agency_code"]) == ("9901", "9901.1")
    again = await service.open_campaign(
        "again", agency_codes=None, under_code="9901.1", agency_kind="regency"
    )
    assert again.status_code == 422  # nobody takes part
    again = await service.open_campaign("again", agency_codes=None, under_code="9901.1")
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/period")
    assert "below" in again.json()["detail"]


async def test_nobody_takes_the_place_of_those_above_or_beside(
    service: Any, bearer: Bearer
) -> None:
    leaf = dict(service.api.headers)
    service.api.headers.update(bearer("coordinator", agency="9901.1", subject="leaf"))
    assert (await service.open_campaign("leaf", agency_codes=["9901.1"])).status_code == 201
    service.api.headers.update(bearer("coordinator", agency="9901.2", subject="beside"))
    assert (await service.open_campaign("beside", agency_codes=["9901.2"])).status_code == 201
    service.api.headers.update(leaf)
    assert (await service.open_campaign("region")).status_code == 201
    taken = await service.open_campaign("all", kind="monitoring", agency_codes=None)
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/period")


async def test_nothing_out_of_reach_is_named(service: Any, bearer: Bearer) -> None:
    await service.open_campaign("rahasia-2026")
    service.api.headers.update(bearer("coordinator", agency="9901.1"))
    own = await service.open_campaign("own", agency_codes=["9901.1"])
    assert own.status_code == 201
    for choice in (
        {"agency_codes": ["9901"]},
        {"agency_codes": None, "under_code": "9901"},
        {"agency_codes": ["9901.1"]},
        {"agency_codes": None},
    ):
        answer = await service.open_campaign("other", **choice)
        assert answer.status_code in (404, 409, 422)
        assert "rahasia" not in answer.text


async def test_two_campaigns_at_once_cannot_both_have_the_place(service: Any) -> None:
    answers = await asyncio.gather(
        *(service.open_campaign(f"spbe-{number}", agency_codes=["9901"]) for number in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await service.count("campaign") == 1


async def test_retired_edition_is_for_no_new_campaign(service: Any) -> None:
    await service.execute("UPDATE edition SET retired = true")
    answer = await service.open_campaign()
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/edition_code")


async def test_nobody_opens_a_campaign_beyond_their_reach(service: Any, bearer: Bearer) -> None:
    service.api.headers.update(bearer("coordinator", agency="9901.1"))
    for body, pointer in (
        ({"agency_codes": ["9901.1", "9901.2"]}, "/agency_codes/1"),
        ({"agency_codes": None, "under_code": "9901"}, "/under_code"),
    ):
        answer = await service.open_campaign(**body)
        assert answer.status_code == (404 if pointer == "/under_code" else 422)
        assert answer.json()["errors"][0]["pointer"] == pointer
    answer = await service.open_campaign(agency_codes=None)
    assert answer.json()["assessment_count"] == 1


async def test_campaigns_are_seen_by_those_who_take_part(service: Any, bearer: Bearer) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    get = service.api.get
    for agency, seen in (("9901", 1), ("9901.1", 1), ("9901.2", 0)):
        headers = bearer("agency_officer", agency=agency)
        listed = (await get("/campaigns", headers=headers)).json()["items"]
        assert len(listed) == seen
        answer = await get("/campaigns/spbe-2026", headers=headers)
        assert answer.status_code == (200 if seen else 404)
    assert (await get("/campaigns/unknown")).status_code == 404


@pytest.mark.parametrize("role", ["data_entry", "operator", "leader", "public", "source"])
async def test_only_the_coordinator_opens_campaigns(
    service: Any, bearer: Bearer, role: str
) -> None:
    service.api.headers.update(bearer(role))
    assert (await service.open_campaign()).status_code == 403


async def test_a_campaign_of_many_agencies_takes_no_more_statements_than_one_of_few(
    service: Any,
) -> None:
    statements: list[str] = []

    def note(connection: Any, _: Any) -> None:
        connection.driver_connection.add_query_logger(lambda said: statements.append(said.query))

    listen(service.database.engine.sync_engine, "connect", note)
    await service.database.engine.dispose()  # so that all connections are noted
    # A new connection asks for types once; that is no statement of a campaign.
    await service.open_campaign("spbe-2019", period="2019", agency_codes=None)
    counts = []
    years = {3: "2023", 62: "2024"}
    for number in range(3, 63):
        if number in years:
            statements.clear()
            year = years[number]
            answer = await service.open_campaign(f"spbe-{year}", period=year, agency_codes=None)
            assert answer.status_code == 201
            counts.append(len(statements))
        await service.put_agency(f"9901.{number}")
    assert counts[0] == counts[1] > 0


async def test_a_period_that_has_not_begun_is_not_opened(service: Any) -> None:
    answer = await service.open_campaign("spbe-9998", period="9998")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/period")
    assert "belum dimulai" in answer.json()["errors"][0]["message"]
    assert await service.count("assessment") == 0


async def test_two_years_of_monthly_campaigns_open(service: Any, edition: Any) -> None:
    await service.hear(edition("monthly", period="month"))
    for number in range(3, 31):
        await service.put_agency(f"9901.{number}")
    for year in (2024, 2025):
        for month in range(1, 13):
            period = f"{year}-{month:02}"
            answer = await service.open_campaign(
                f"monthly-{period}",
                edition_code="monthly",
                derivation_set_version=None,
                period=period,
                agency_codes=None,
                agency_kind="agency",
            )
            assert answer.status_code == 201
    assert await service.count("assessment") == 24 * 30
    assert len(await service.said("submission.assessment", count=24 * 30)) == 24 * 30
