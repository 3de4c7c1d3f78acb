"""A leader takes note of exactly what they read of the list; it stays, whatever comes later."""

import asyncio
import hashlib
from typing import Any

from tests.component.submission.conftest import bearer

from rules.canonical import canonical

from .conftest import AGENCY, LEADER, MISSED, OTHER, Q2, Quarters

COORDINATOR = bearer("coordinator", subject="koordinator")


async def test_a_leader_takes_note_of_exactly_what_they_read(quarters: Quarters) -> None:
    entry = await quarters.entry(MISSED)
    assert (entry["is_acknowledged"], entry["acknowledgements"]) == (False, [])
    taken = await quarters.acknowledge(entry)
    assert taken.status_code == 201, taken.text
    (note,) = taken.json()["acknowledgements"]
    assert (note["sha256"], note["is_current"]) == (entry["sha256"], True)
    assert (note["acknowledged_by"], note["role"]) == ("bupati", "leader")
    again = await quarters.acknowledge(entry)
    assert (again.status_code, again.json()) == (200, taken.json())
    assert await quarters.entry(MISSED) == taken.json()

    # Another score: it asks for a new acknowledgement; the old one stays.
    await quarters.score("2026-Q2", "2.3", revision=2)
    changed = await quarters.entry(MISSED)
    assert (changed["is_acknowledged"], changed["acknowledgements"][0]["is_current"]) == (
        False,
        False,
    )
    outdated = await quarters.acknowledge(entry)
    assert outdated.status_code == 409
    assert (outdated.json()["sha256"], outdated.json()["errors"][0]["pointer"]) == (
        changed["sha256"],
        "/sha256",
    )
    assert (await quarters.acknowledge(changed)).status_code == 201
    assert await quarters.service.count("consequence_acknowledgement") == 2
    left = await quarters.listed(acknowledged=False)
    assert {each["agency_code"] for each in left} == {OTHER}


async def test_what_was_taken_note_of_is_listed_for_ever(quarters: Quarters) -> None:
    entry = await quarters.entry(MISSED)
    assert (await quarters.acknowledge(entry)).status_code == 201
    path = f"/campaigns/{Q2}/consequences/acknowledgements"

    async def noted(by: dict[str, str] = LEADER, **query: Any) -> list[dict[str, Any]]:
        found = await quarters.service.api.get(path, params=query, headers=by)
        items: list[dict[str, Any]] = found.raise_for_status().json()["items"]
        return items

    (note,) = await noted()
    assert (note["agency_code"], note["rule_code"], note["is_current"]) == (AGENCY, MISSED, True)
    assert hashlib.sha256(canonical(note["said"])).hexdigest() == note["sha256"] == entry["sha256"]
    # The quarter was better after all: nothing is due any more, and what was read stays.
    await quarters.score("2026-Q2", "2.6", revision=2)
    assert MISSED not in await quarters.verdicts()
    assert await noted() == [note | {"is_current": False}]
    assert await noted(agency=OTHER) == []
    assert await noted(by=bearer("leader", agency=OTHER, subject="kepala-lain")) == []
    officer = bearer("agency_officer", agency=AGENCY, subject="petugas")
    assert (await quarters.service.api.get(path, headers=officer)).status_code == 403


async def test_of_many_acknowledgements_at_once_one_is_kept(quarters: Quarters) -> None:
    entry = await quarters.entry(MISSED)
    taken = await asyncio.gather(*(quarters.acknowledge(entry) for _ in range(4)))
    assert sorted(each.status_code for each in taken) == [200, 200, 200, 201]
    assert await quarters.service.count("consequence_acknowledgement") == 1


async def test_only_a_leader_above_the_agency_takes_note(quarters: Quarters) -> None:
    entry = await quarters.entry(MISSED)
    for by, status in (
        (bearer("leader", agency=AGENCY, subject="kepala"), 403),
        (COORDINATOR, 403),
        (bearer("leader", agency=OTHER, subject="kepala-lain"), 404),
    ):
        assert (await quarters.acknowledge(entry, by)).status_code == status
    unknown = await quarters.acknowledge(entry | {"rule_code": "tidak-ada"})
    assert unknown.status_code == 404
    assert await quarters.service.count("consequence_acknowledgement") == 0
