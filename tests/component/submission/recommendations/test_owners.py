"""A recommendation whose owner has left, moved or was forgotten needs another one."""

import asyncio
from typing import Any

from tests.component.submission.recommendations.conftest import Desk
from tests.support.waiting import until

from kit.clock import SystemClock
from submission.recommendations.usecases.tell_lost_owners import tell_lost_owners

OWN = ("coordinator", "9901.1")
TOPIC = "submission.followup"


async def change(desk: Desk, subject: str, agency: str = "9901.1", **told: Any) -> None:
    """Change the record of a person."""
    read = await desk.service.api.get(f"/people/{subject}")
    body = {"agency_code": agency, "name": "Nama", "valid_from": "2017-01-01"} | told
    changed = await desk.service.api.put(
        f"/people/{subject}", json=body, headers={"If-Match": read.headers["etag"]}
    )
    assert changed.status_code == 200, changed.text


async def forget(desk: Desk, subject: str) -> None:
    read = await desk.service.api.get(f"/people/{subject}")
    gone = await desk.service.api.delete(
        f"/people/{subject}", headers={"If-Match": read.headers["etag"]}
    )
    assert gone.status_code == 200, gone.text


async def needing(desk: Desk, **query: Any) -> dict[str, str]:
    """Return the owners of what needs another one, each with why."""
    found = await desk.listed(needs_owner=True, **query)
    return {str(each["owner"]): each["owner_lack"] for each in found}


async def owned(desk: Desk) -> dict[str, str]:
    """Return the addresses of recommendations, each with an owner of its own."""
    made = {}
    for subject in ("tetap", "berakhir", "pindah", "dihapus", "selesai"):
        await desk.employ(subject)
        made[subject] = await desk.made(text=f"Untuk {subject}.", owner=subject)
    return made


async def test_who_has_left_moved_or_was_forgotten_owns_nothing_any_more(desk: Desk) -> None:
    made = await owned(desk)
    nobody = await desk.made(text="Tanpa petugas.")
    assert await needing(desk) == {"None": "unnamed"}
    await change(desk, "berakhir", valid_until="2026-01-31")
    await change(desk, "pindah", "9901.2")
    await forget(desk, "dihapus")
    await change(desk, "selesai", valid_until="2026-01-31")
    await desk.post(f"{made['selesai']}/withdrawal", reason="Keliru.")
    lost = {"berakhir": "not_in_office", "pindah": "not_recorded", "dihapus": "not_recorded"}

    assert await needing(desk) == lost | {"None": "unnamed"}
    assert await needing(desk, owner="pindah") == {"pindah": "not_recorded"}
    assert await needing(desk, agency="9901.2") == {}
    shown = (await desk.service.api.get(made["berakhir"])).json()
    assert (shown["owner"], shown["owner_note"]["id"]) == (
        "berakhir",
        "petugasnya tidak bertugas lagi",
    )
    kept = (await desk.service.api.get(made["tetap"])).json()
    assert (kept["owner_lack"], kept["owner_note"]) == (None, None)

    # The agency names another one: nobody who has left.
    own = desk.by(*OWN)
    refused = await desk.put(f"{made['berakhir']}/owner", own, owner="dihapus")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/owner")
    assert (await desk.put(f"{nobody}/owner", own, owner="berakhir")).status_code == 422
    for path in (made["berakhir"], nobody):
        named = await desk.put(f"{path}/owner", own, owner="tetap")
        assert (named.status_code, named.json()["owner_lack"]) == (200, None)
    assert await needing(desk) == {"pindah": "not_recorded", "dihapus": "not_recorded"}
    assert await needing(desk, state="open", agency="9901", below=True) == await needing(desk)


async def told(desk: Desk, *, count: int) -> list[Any]:
    """Return all reminders that an owner is needed, once there are so many and not one more."""
    await until(lambda: len(desk.service.broker.records(TOPIC)) >= count)
    said = await desk.service.said(TOPIC, count=count)
    found = [each for each in said if each.TYPE == "submission.owner.needed.v1"]
    assert len(found) == count, found
    return found


async def look(desk: Desk) -> None:
    await tell_lost_owners(desk.service.database, SystemClock())


async def test_it_is_told_once_and_again_after_there_was_another_owner(desk: Desk) -> None:
    await desk.employ("petugas-1")
    await desk.employ("petugas-2")
    path = await desk.made(owner="petugas-1", deadline="2099-12-31", is_instruction=True)
    await desk.made(text="Tanpa petugas.")
    await look(desk)
    assert await told(desk, count=0) == []
    await change(desk, "petugas-1", valid_until="2026-01-31")
    await asyncio.gather(*(look(desk) for _ in range(3)))
    await look(desk)
    (first,) = await told(desk, count=1)
    assert (first.carried_by, first.key, first.owner, first.reason) == (
        "9901.1",
        "9901.1",
        "petugas-1",
        "not_in_office",
    )
    assert path.endswith(str(first.recommendation_id))
    assert (first.is_instruction, str(first.deadline)) == (True, "2099-12-31")

    await desk.put(f"{path}/owner", desk.by(*OWN), owner="petugas-2")
    await look(desk)
    await change(desk, "petugas-1")
    await desk.put(f"{path}/owner", desk.by(*OWN), seen="2", owner="petugas-1")
    await look(desk)
    await change(desk, "petugas-1", valid_until="2026-01-31")
    await look(desk)
    assert [each.owner for each in await told(desk, count=2)] == ["petugas-1", "petugas-1"]
