"""A unit reaches exactly what it is responsible for, with the tokens of its own people."""

import re
from typing import Any, Final

import pytest
from tests.component.submission.assessments.answering import put
from tests.component.submission.assessments.test_stage_levels import decide
from tests.component.submission.assignments.responsible import (
    ANSWERED,
    CAMPAIGN,
    LEVEL,
    READ,
    TAKEN,
    UNIT,
    asked,
    assign,
)
from tests.component.submission.assignments.test_assignments import enter
from tests.component.submission.worksheets.filling import edited, export, setting, take
from tests.support.operations import address_of

from kit.ids import new_id
from operations.services import Service
from operations.table import table_of
from rules.roles import ROLES

PARTS: Final = {"fakta": "Ada.", "analisis": "Cukup."}


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with a campaign of the region; a unit below it answers for 1."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    for code, parent in (("9901.1.16", "9901.1"), ("9901.1.16.01", UNIT), ("9901.1.17", "9901.1")):
        made = await service.put_agency(code, parent, agency_kind="unit")
        assert made.status_code == 201, made.text
    await service.open_campaign(agency_codes=["9901", "9901.2"])
    await assign(service)


@pytest.fixture
async def address(opened: Any) -> str:
    """Return the address of the region's assessment."""
    return f"/assessments/{await opened.assessment()}"


async def test_all_roles_of_a_unit_gain_only_reading_and_answering(
    opened: Any, address: str, bearer: Any
) -> None:
    told = await asked(opened, address, headers=bearer(*ROLES, agency=UNIT))
    assert {name for name, status in told.items() if status != 404} == READ | ANSWERED
    assert {told[name] for name in READ} == {200}, told
    assert {told[name] for name in ANSWERED} <= TAKEN, told


@pytest.mark.parametrize("role", sorted(ROLES - {"source", "public"}))
async def test_what_a_role_of_a_unit_gains(
    opened: Any, address: str, bearer: Any, role: str
) -> None:
    told = await asked(opened, address, headers=bearer(role, agency=UNIT), role=role)
    answers = role in {"coordinator", "data_entry", "agency_officer"}
    drafts = {"list_drafts", "read_draft"}
    for name, status in told.items():
        if name in READ - drafts:
            assert status == 200, (name, status)
        elif name in ANSWERED | drafts:
            assert status in (TAKEN if answers else {403}), (name, status)
        else:
            assert status == 404, (name, status)


async def test_other_stages_and_other_agencies_gain_nothing(
    opened: Any, address: str, bearer: Any
) -> None:
    await opened.reach(address, "dokumen")
    everything = bearer(*ROLES, agency=UNIT)
    level = f"{address}/stages/dokumen/levels/1"
    assert (await opened.api.put(level, json=LEVEL["json"], headers=everything)).status_code == 403
    draft = f"{address}/stages/dokumen/drafts"
    assert (await opened.api.get(draft, headers=everything)).status_code == 403
    other = f"/assessments/{await opened.assessment(agency='9901.2')}"
    for agency in (UNIT, "9901.1.17", "9901.1"):
        headers = bearer(*ROLES, agency=agency)
        told = await asked(opened, other, headers=headers)
        assert {*told.values()} == {404}, (agency, told)
    for agency in ("9901.1.17", "9901.1"):
        told = await asked(opened, address, headers=bearer(*ROLES, agency=agency))
        assert {*told.values()} == {404}, (agency, told)


async def test_a_unit_answers_what_is_assigned_to_it_and_nothing_else(
    opened: Any, address: str, bearer: Any
) -> None:
    await assign(opened, node_code="2", unit_code="9901.1.17")
    of_unit = bearer("data_entry", "internal_assessor", agency="9901.1.16.01", subject="petugas")
    opened.api.headers.update(of_unit)
    assert (await put(opened, f"{address}/answers/1", "2")).status_code == 200
    assert (await put(opened, f"{address}/answers/2", "2")).status_code == 403
    assert (await decide(opened, f"{address}/stages/mandiri/levels/2", "2")).status_code == 403
    items = [
        {"indicator_code": code, "level": "1", "explanation": "Ada.", "revision": 0}
        for code in ("1", "2")
    ]
    bulk = await opened.api.put(f"{address}/stages/mandiri/levels", json={"items": items})
    assert (bulk.status_code, "9901.1.17" in bulk.json()["detail"]) == (403, True)
    drafts = f"{address}/stages/mandiri/drafts"
    for code, status in (("1", 200), ("2", 403)):
        sent = await opened.api.put(
            f"{drafts}/{code}", json={"level": "3"}, headers={"If-Match": '"0"'}
        )
        assert (code, sent.status_code) == (code, status)


async def test_a_table_of_a_unit_takes_its_indicators_only(
    opened: Any, address: str, bearer: Any
) -> None:
    stage = f"{address}/stages/mandiri"
    opened.api.headers.update(bearer("agency_officer", agency=UNIT))
    empty = await export(opened, stage)
    assert (await take(opened, stage, empty)).status_code == 200
    other = edited(empty, setting("2", tingkat="2", penjelasan="Ada."))
    assert (await take(opened, stage, other)).status_code == 403
    own = edited(empty, setting("1", tingkat="2", penjelasan="Ada."))
    (decided,) = (await take(opened, stage, own)).raise_for_status().json()["decided"]
    assert (decided["indicator_code"], decided["level"]) == ("1", "2")


async def test_a_unit_reads_its_own_drafts_only(opened: Any, address: str, bearer: Any) -> None:
    drafts = f"{address}/stages/mandiri/drafts"
    for code in ("1", "2"):
        sent = {"level": "3"}
        kept = await opened.api.put(f"{drafts}/{code}", json=sent, headers={"If-Match": '"0"'})
        assert kept.status_code == 200, kept.text
    of_unit = bearer("data_entry", agency=UNIT)
    listed = (await opened.api.get(drafts, headers=of_unit)).json()["items"]
    assert [each["indicator_code"] for each in listed] == ["1"]
    assert (await opened.api.get(f"{drafts}/2", headers=of_unit)).status_code == 403


async def test_lists_show_what_a_unit_is_responsible_for(
    opened: Any, address: str, bearer: Any
) -> None:
    await assign(opened, node_code="2", unit_code="9901.1.17")
    await opened.open_akip()
    opened.api.headers.update(bearer("agency_officer", agency=UNIT))
    for path, member, found in (
        ("/campaigns", "campaign_code", "spbe-2026"),
        ("/assessments", "agency_code", "9901"),
        ("/assessments?campaign=spbe-2026", "agency_code", "9901"),
        ("/assessments?agency=9901", "agency_code", "9901"),
        (f"{CAMPAIGN}/progress", "agency_code", "9901"),
        (f"{CAMPAIGN}/progress?by=unit", "unit_code", UNIT),
        (f"{CAMPAIGN}/progress?by=indicator", "indicator_code", "1"),
    ):
        listed = (await opened.api.get(path)).raise_for_status().json()["items"]
        assert [each[member] for each in listed] == [found], path
    for hidden in ("/assessments?agency=9901.1", "/assessments?agency=9901.2", "/agencies/9901"):
        assert (await opened.api.get(hidden)).status_code == 404
    assert (await opened.api.get(CAMPAIGN)).status_code == 200
    (reminder,) = (await opened.api.get(f"{CAMPAIGN}/reminders")).json()["items"]
    assert (reminder["indicator_codes"], reminder["responsible"]) == (["1"], [UNIT])
    await put(opened, f"{address}/answers/1", "1", why="", explanation=None, reasons=PARTS)
    assert (await opened.api.get(f"{CAMPAIGN}/reminders")).json()["items"] == []


async def test_an_agency_that_takes_part_itself_keeps_all_of_its_own(
    service: Any, bearer: Any
) -> None:
    await service.open_campaign(agency_codes=["9901", "9901.1"])
    await assign(service, unit_code="9901.1")
    service.api.headers.update(bearer("coordinator", agency="9901.1"))
    units = (await service.api.get(f"{CAMPAIGN}/progress?by=unit")).json()["items"]
    counts = {each["unit_code"]: each["counts"][0]["total"] for each in units}
    assert counts == {"9901.1": 1, None: 3}
    reminders = (await service.api.get(f"{CAMPAIGN}/reminders")).json()["items"]
    codes = {each["agency_code"]: each["indicator_codes"] for each in reminders}
    assert codes == {"9901": ["1"], "9901.1": ["1", "2", "P"]}
    listed = (await service.api.get("/assessments")).json()["items"]
    assert [each["agency_code"] for each in listed] == ["9901", "9901.1"]


async def test_nothing_else_of_the_campaign_is_a_units(opened: Any, bearer: Any) -> None:
    opened.api.headers.update(bearer(*ROLES, agency=UNIT))
    for row in table_of(Service.SUBMISSION).rows:
        if row.method != "GET" or "{campaign_code}" not in row.path:
            continue
        values = {"campaign_code": "spbe-2026", "subject": "orang", "assignment_id": str(new_id())}
        names = set(re.findall(r"{(\w+)}", row.path))
        path = address_of(row.path, **{name: values[name] for name in names})
        answer = await opened.api.get(path.removeprefix("/api/v1"))
        seen = row.id in {"read_campaign", "read_progress", "list_reminders"}
        assert answer.status_code == (200 if seen else 404), row.id


async def test_a_unit_above_the_assessed_agency_opens_nothing(opened: Any, bearer: Any) -> None:
    await opened.open_akip(agency_codes=["9901.1"])
    path = f"/campaigns/akip-2026/assignments/{new_id()}"
    duty = {"node_code": "1", "duty": "responsible", "unit_code": "9901"}
    assert (await opened.api.put(path, json=duty)).status_code == 201
    assert (
        await opened.api.get("/campaigns/akip-2026", headers=bearer("leader", agency="9901.1.17"))
    ).status_code == 404


async def test_assessors_of_a_unit_gain_nothing_by_their_assignment(
    service: Any, bearer: Any
) -> None:
    await service.put_agency(UNIT, "9901.1", agency_kind="unit")
    await service.open_campaign()
    await enter(service, "asesor", "9901")
    duty = {"node_code": "1", "duty": "assessor", "subject": "asesor", "stage": "mandiri"}
    made = await service.api.put(f"{CAMPAIGN}/assignments/{new_id()}", json=duty)
    assert made.status_code == 201
    headers = bearer("internal_assessor", agency=UNIT, subject="asesor")
    assert (await service.api.get(CAMPAIGN, headers=headers)).status_code == 404


async def test_the_reach_ends_with_the_assignment(service: Any, bearer: Any) -> None:
    await service.put_agency(UNIT, "9901.1", agency_kind="unit")
    await service.open_campaign()
    path = await assign(service)
    address = f"/assessments/{await service.assessment()}"
    headers = bearer("data_entry", agency=UNIT)
    assert (await service.api.get(address, headers=headers)).status_code == 200
    assert (await service.api.delete(path)).status_code < 300
    told = await asked(service, address, headers=bearer(*ROLES, agency=UNIT))
    assert {*told.values()} == {404}
    for listed in ("/campaigns", "/assessments"):
        assert (await service.api.get(listed, headers=headers)).json()["items"] == []
