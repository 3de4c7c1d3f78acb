"""What an agency did is sent with its proof, and verified or returned by somebody above."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.component.submission.recommendations.conftest import LETTER, Desk

from contracts.topics import FOLLOWUP
from kit.testing import FixedClock
from submission.recommendations.usecases.tell_due import tell_due

DONE = "Peraturan ditetapkan."


@pytest.fixture
async def desk(service: Any, bearer: Callable[..., dict[str, str]]) -> Desk:
    """The region with a letter of the ministry."""
    return Desk(service, bearer, await service.once(_report))


async def _report(service: Any) -> str:
    made = (await service.api.post("/reports", json=LETTER)).raise_for_status()
    return str(made.json()["report_id"])


async def send(desk: Desk, path: str, by: str = "agency_officer", **told: Any) -> Any:
    body: dict[str, Any] = {"text": DONE, "evidence_ids": [await desk.prove()]} | told
    return await desk.post(f"{path}/followups", desk.by(by, "9901.1"), **body)


async def judge(
    desk: Desk, path: str, sent: Any, how: str, headers: Any = None, **told: Any
) -> Any:
    address = f"{path}/followups/{sent.json()['followup_id']}/{how}"
    return await desk.service.api.post(
        address, json=told, headers=headers or desk.by("inspectorate")
    )


async def test_a_verified_follow_up_settles_the_recommendation(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    sent = await send(desk, path)
    assert (sent.status_code, sent.json()["state"], sent.json()["number"]) == (201, "submitted", 1)
    again = await send(desk, path)
    assert (again.status_code, again.json()) == (200, sent.json())
    other = await send(desk, path, text="Lain.")
    assert (other.status_code, other.json()["followup_id"]) == (409, sent.json()["followup_id"])
    assert (await desk.listed())[0]["state"] == "submitted"
    for _ in range(2):  # the second is a repetition
        judged = await judge(desk, path, sent, "verification", reason="Sesuai.")
        assert (judged.status_code, judged.json()["state"]) == (200, "verified")
    assert judged.json()["judged_by"] == "inspectorate-9901"
    told = (await desk.service.api.get(path)).json()
    assert (told["state"], told["is_overdue"]) == ("settled", False)
    assert told["followed_up_on"] is not None
    # What is settled takes nothing more; nobody takes a verification back without knowing of it.
    refused = await judge(desk, path, sent, "return", reason="Tidak.")
    assert (refused.status_code, refused.json()["state"]) == (409, "verified")
    assert (await desk.post(f"{path}/withdrawal", reason="Tidak.")).status_code == 409
    assert (await send(desk, path, text="Lagi.")).status_code == 409
    with pytest.raises(Exception, match=r"permission denied|only ever added to|refuse"):
        await desk.service.execute("UPDATE followup SET reason = 'x'")


async def test_a_returned_one_is_sent_anew(desk: Desk) -> None:
    path = await desk.made()
    first = await send(desk, path)
    returned = await judge(desk, path, first, "return", reason="Belum diundangkan.")
    assert (returned.status_code, returned.json()["reason"]) == (200, "Belum diundangkan.")
    assert (await desk.listed())[0]["state"] == "returned"
    for reason in ("Lain.", "Belum diundangkan."):
        again = await judge(desk, path, first, "return", reason=reason)
        assert again.status_code == (200 if reason.startswith("Belum") else 409)
    second = await send(desk, path)  # the same words are a new one now
    assert (second.status_code, second.json()["number"]) == (201, 2)
    assert (await judge(desk, path, second, "verification")).status_code == 200
    listed = (await desk.service.api.get(f"{path}/followups")).json()["items"]
    assert [(each["number"], each["state"]) for each in listed] == [
        (1, "returned"),
        (2, "verified"),
    ]
    history = (await desk.service.api.get(f"{path}/history")).json()["items"]
    assert [each["act"] for each in history] == [
        *("made", "submitted", "returned", "submitted", "settled")
    ]


async def test_nobody_of_the_agency_and_nobody_who_sent_one_verifies(desk: Desk) -> None:
    path = await desk.made(headers=desk.by("coordinator"))
    sent = await send(desk, path)
    own = desk.by("inspectorate", "9901.1")
    same = desk.bearer("inspectorate", agency="9901", subject="agency_officer-9901.1")
    await desk.employ("coordinator-9901")  # works in the agency by their record
    for headers in (own, same, desk.by("coordinator"), desk.by("leader"), desk.by("approver")):
        for how in ("verification", "return"):
            refused = await judge(desk, path, sent, how, headers, reason="Ada.")
            assert refused.status_code == 403, refused.text
    assert (await judge(desk, path, sent, "verification")).status_code == 200


async def test_the_agency_that_carries_it_out_sends(desk: Desk) -> None:
    path = await desk.made()
    body = {"text": DONE}
    above = await desk.post(f"{path}/followups", desk.by("coordinator"), **body)
    assert (above.status_code, above.json()["errors"][0]["pointer"]) == (
        403,
        "path/recommendation_id",
    )
    elsewhere = await desk.post(f"{path}/followups", desk.by("coordinator", "9901.2"), **body)
    assert elsewhere.status_code == 404
    proof = await desk.prove()
    twice = await send(desk, path, evidence_ids=[proof, proof])
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/evidence_ids/1")
    foreign = await send(desk, path, evidence_ids=[proof, await desk.prove("9901.2")])
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/evidence_ids/1")
    await desk.post(f"{path}/withdrawal", reason="Tercakup.")
    assert (await send(desk, path)).status_code == 409


async def test_of_many_at_once_one_counts(desk: Desk) -> None:
    path = await desk.made()
    sent = await asyncio.gather(*(send(desk, path) for _ in range(4)))
    assert sorted(each.status_code for each in sent) == [200, 200, 200, 201]
    judged = await asyncio.gather(
        judge(desk, path, sent[0], "verification"),
        judge(desk, path, sent[0], "return", desk.by("coordinator"), reason="Tidak."),
    )
    assert sorted(each.status_code for each in judged) == [200, 409]


async def test_a_successor_sends_what_it_carries_on(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    merger = {"effective_on": "2026-06-01", "from_codes": ["9901.1"]}
    done = await desk.service.api.post("/agencies/9901.2/merger", json=merger)
    assert done.status_code == 200, done.text
    await tell_due(desk.service.database, FixedClock(datetime(2090, 1, 1, tzinfo=UTC)))
    successor = desk.by("agency_officer", "9901.2")
    sent = await desk.post(f"{path}/followups", successor, text=DONE)
    assert (sent.status_code, sent.json()["agency_code"]) == (201, "9901.2")
    assert (await judge(desk, path, sent, "verification", reason="Ada.")).status_code == 200


async def test_the_agency_above_sends_for_one_that_ended_without_a_successor(desk: Desk) -> None:
    path = await desk.made()
    closed = await desk.service.api.post(
        "/agencies/9901.1/closure", json={"effective_on": "2026-06-01"}
    )
    assert closed.status_code == 200, closed.text
    assert (await send(desk, path)).status_code == 403  # its own tokens answer no more
    sent = await desk.post(f"{path}/followups", desk.by("coordinator"), text=DONE)
    assert sent.status_code == 201, sent.text
    # Somebody else of the agency above verifies, never who sent it.
    own = desk.bearer("inspectorate", agency="9901", subject="coordinator-9901")
    assert (await judge(desk, path, sent, "verification", own)).status_code == 403
    assert (await judge(desk, path, sent, "verification", reason="Ada.")).status_code == 200


async def test_what_is_done_is_told(desk: Desk) -> None:
    path = await desk.made(deadline="2026-03-01")
    sent = await send(desk, path)
    before = await desk.service.said(FOLLOWUP.name, count=1)
    assert {each.done_count for each in before} == {0}
    await judge(desk, path, sent, "verification")
    count = await desk.service.count("followup_quarter")
    told = (await desk.service.said(FOLLOWUP.name, count=2 * count))[count:]
    assert [each.done_count for each in told] == [0] * (count - 1) + [1]
    (due,) = told[-1].due
    assert (due.is_done, due.followed_up_on is None) == (True, False)


async def test_a_follow_up_whose_proof_is_gone_is_returned_and_not_verified(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    proof = await desk.prove()
    sent = await send(desk, path, evidence_ids=[proof])
    gone = await desk.service.api.post(
        f"/evidence/{proof}/withdrawal",
        json={"reason": "Salah berkas."},
        headers=desk.by("agency_officer", "9901.1"),
    )
    assert gone.status_code in (200, 201), gone.text
    refused = await judge(desk, path, sent, "verification", reason="Sesuai.")
    assert (refused.status_code, refused.json()["evidence_ids"]) == (409, [proof])
    returned = await judge(desk, path, sent, "return", reason="Buktinya ditarik kembali.")
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    again = await send(desk, path, evidence_ids=[proof])
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/evidence_ids/0")


async def test_a_verification_by_mistake_is_taken_back(desk: Desk) -> None:
    path = await desk.made(deadline="2090-06-30")
    sent = await send(desk, path)
    assert (await judge(desk, path, sent, "verification", reason="Sesuai.")).status_code == 200
    for _ in range(2):  # the second is a repetition
        returned = await judge(
            desk, path, sent, "return", reason="Salah periksa.", takes_back_verification=True
        )
        assert (returned.status_code, returned.json()["state"]) == (200, "returned"), returned.text
    told = (await desk.service.api.get(path)).json()
    assert (told["state"], told["followed_up_on"]) == ("returned", None)
    history = (await desk.service.api.get(f"{path}/history")).json()["items"]
    assert [(each["act"], each["reason"]) for each in history[-2:]] == [
        ("settled", "Sesuai."),
        ("returned", "Salah periksa."),
    ]
    assert (await judge(desk, path, sent, "verification", reason="Sesuai.")).status_code == 409
    assert (await send(desk, path, text="Lagi.")).status_code == 201


async def test_without_evidence_who_verifies_says_what_they_saw(desk: Desk) -> None:
    path = await desk.made()
    sent = await send(desk, path, evidence_ids=[])
    refused = await judge(desk, path, sent, "verification")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (await judge(desk, path, sent, "verification", reason="Saya lihat.")).status_code == 200


async def test_an_agency_takes_back_what_it_sent_by_mistake(desk: Desk) -> None:
    path = await desk.made()
    sent = await send(desk, path)
    officer = desk.by("agency_officer", "9901.1")
    for headers, status in (
        (desk.by("coordinator"), 403),
        (desk.by("agency_officer", "9901.2"), 404),
        (officer, 200),
        (officer, 200),
    ):
        answer = await judge(desk, path, sent, "withdrawal", headers, reason="Salah berkas.")
        assert answer.status_code == status, answer.text
    assert (answer.json()["state"], answer.json()["judged_by"]) == (
        "withdrawn",
        "agency_officer-9901.1",
    )
    assert (await desk.listed())[0]["state"] == "open"
    assert (await judge(desk, path, sent, "verification", reason="Ada.")).status_code == 409
    again = await send(desk, path)  # the same words are a new one now
    assert (again.status_code, again.json()["number"]) == (201, 2)
    assert (await judge(desk, path, again, "return", reason="Belum.")).status_code == 200
    refused = await judge(desk, path, again, "withdrawal", officer, reason="Salah.")
    assert refused.status_code == 409
    third = await send(desk, path)
    taken = await judge(desk, path, third, "withdrawal", officer, reason="Salah.")
    assert taken.status_code == 200
    # It was returned before, and stands so again.
    assert (await desk.listed())[0]["state"] == "returned"
    history = (await desk.service.api.get(f"{path}/history")).json()["items"]
    assert [each["act"] for each in history] == [
        *("made", "submitted", "taken_back", "submitted", "returned", "submitted", "taken_back")
    ]
