"""Minutes: written, signed by both sides, written anew, and what closes only with them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from tests.support.records import record, sign

from rules.roles import READERS


async def write(
    evaluation: Any, body: Mapping[str, Any], role: str = "own_coordinator", **headers: str
) -> httpx.Response:
    answer: httpx.Response = await evaluation.service.api.post(
        f"{evaluation.address}/minutes", json=body, headers=evaluation.by(role) | headers
    )
    return answer


async def signed(evaluation: Any, minutes: Any, side: str, role: str) -> httpx.Response:
    by = evaluation.by(role)
    return await sign(evaluation.service.api, evaluation.address, minutes, side, by=by)


async def interview(evaluation: Any) -> Any:
    """Return minutes of an interview that nobody has signed."""
    await evaluation.reach("interviu")
    return (await write(evaluation, record("interviu", "1"), "external_assessor")).json()


async def test_a_self_assessment_is_closed_with_minutes_that_its_coordinator_signed(
    evaluation: Any,
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    for language, told in (
        ("id", "Berita acara penilaian mandiri tahap mandiri harus ditandatangani oleh peran"),
        ("en", "Minutes of the self-assessment of the stage mandiri must be signed by the role"),
    ):
        refused = await evaluation.service.api.post(
            f"{evaluation.address}/stages/mandiri/closing",
            headers=evaluation.by("approver") | {"Accept-Language": language},
        )
        assert (refused.status_code, refused.json()["missing"]) == (
            409,
            [
                {"requirement": each, "roles": ["coordinator"], "indicator_codes": []}
                for each in ("minutes_signed", "consent_given")
            ],
        )
        assert told in refused.json()["detail"]
    assert "there are none yet" in refused.json()["detail"]
    assert (await write(evaluation, record("mandiri"), "coordinator")).status_code == 403
    made = await write(evaluation, record("mandiri"))
    minutes = made.json()
    assert (made.status_code, minutes["state"], minutes["lacking"]) == (201, "draft", ["agency"])
    assert made.headers["location"].endswith(f"/minutes/{minutes['minutes_id']}")
    for role in ("coordinator", "own_agency_officer", "own_approver"):
        assert (await signed(evaluation, minutes, "agency", role)).status_code == 403
    nobody = await signed(evaluation, minutes, "assessor", "internal_assessor")
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/side")
    for status in (201, 200):
        given = await signed(evaluation, minutes, "agency", "own_coordinator")
        assert (given.status_code, given.json()["state"]) == (status, "signed")
    (signature,) = given.json()["signatures"]
    await evaluation.rest("mandiri")
    assert (signature["subject"], signature["role"], signature["is_stale"]) == (
        "a-own_coordinator",
        "coordinator",
        False,
    )
    assert "tersertifikasi" in signature["note"]["id"]
    assert "certified" in signature["note"]["en"]
    assert (await evaluation.step("mandiri", "closing", "approver")).status_code == 200


async def test_a_level_that_changes_after_the_signature_needs_another_one(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    minutes = (await write(evaluation, record("mandiri"))).json()
    await signed(evaluation, minutes, "agency", "own_coordinator")
    await evaluation.give_back("mandiri", "approver", i1="Halaman belum disebut.")
    await evaluation.answer("1", "3")
    await evaluation.submit("mandiri", "coordinator")
    path = f"{evaluation.address}/minutes/{minutes['minutes_id']}"
    now = (await evaluation.service.api.get(path)).json()
    assert (now["revision"], now["state"], now["lacking"]) == (1, "draft", ["agency"])
    assert [each["is_stale"] for each in now["signatures"]] == [True]
    assert (await evaluation.step("mandiri", "closing", "approver")).status_code == 409
    outdated = await signed(evaluation, minutes, "agency", "own_coordinator")
    assert (outdated.status_code, outdated.json()["sha256"]) == (409, now["sha256"])
    again = await signed(evaluation, now, "agency", "own_coordinator")
    assert (again.status_code, len(again.json()["signatures"])) == (201, 2)
    await evaluation.rest("mandiri")
    assert (await evaluation.step("mandiri", "closing", "approver")).status_code == 200


async def test_an_interview_is_signed_by_both_sides_and_changes_with_new_signatures(
    evaluation: Any,
) -> None:
    minutes = await interview(evaluation)
    await evaluation.submit("interviu", "external_assessor")
    half = await signed(evaluation, minutes, "assessor", "external_assessor")
    assert (half.json()["state"], half.json()["lacking"]) == ("partly_signed", ["agency"])
    refused = await evaluation.step("interviu", "closing", "external_assessor")
    (lack,) = refused.json()["missing"]
    assert (lack["requirement"], lack["roles"]) == (
        "minutes_signed",
        ["agency_officer", "coordinator", "external_assessor"],
    )
    whole = await signed(evaluation, minutes, "agency", "own_agency_officer")
    assert whole.json()["state"] == "signed"
    path = f"{evaluation.address}/minutes/{minutes['minutes_id']}"
    body, by = record("interviu", "1", "2"), evaluation.by("external_assessor")
    api = evaluation.service.api
    assert (await api.put(path, json=body, headers=by)).status_code == 428
    changed = await api.put(path, json=body, headers=by | {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["state"], len(changed.json()["signatures"])) == ("draft", 2)
    same = await api.put(path, json=body, headers=by | {"If-Match": '"1"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"2"')
    other = await api.put(path, json=record("interviu"), headers=by | {"If-Match": '"1"'})
    assert (other.status_code, other.json()["current"]["body"]["revision"]) == (412, 2)
    kind = await api.put(path, json=record("mandiri"), headers=by | {"If-Match": '"2"'})
    assert (kind.status_code, kind.json()["errors"][0]["pointer"]) == (422, "/kind")
    assert (await evaluation.step("interviu", "closing", "external_assessor")).status_code == 409
    # To write again what both signed makes their signatures count again.
    await api.put(path, json=record("interviu", "1"), headers=by | {"If-Match": '"2"'})
    assert (await evaluation.step("interviu", "closing", "external_assessor")).status_code == 200


async def test_each_side_signs_for_itself(evaluation: Any, bearer: Any) -> None:
    minutes = await interview(evaluation) | {"sha256": "0" * 64}
    may = {
        ("agency", "coordinator", "9901.1"),
        ("agency", "agency_officer", "9901.1"),
        ("assessor", "external_assessor", "9901"),
    }
    for side in ("agency", "assessor"):
        for role in sorted(READERS):
            for agency in ("9901", "9901.1"):
                by = bearer(role, agency=agency)
                answer = await sign(
                    evaluation.service.api, evaluation.address, minutes, side, by=by
                )
                # Whoever may sign is told that this is not the present document.
                expected = 409 if (side, role, agency) in may else 403
                assert answer.status_code == expected, (side, role, agency, answer.json())
    other = bearer("coordinator", agency="9901.2")
    answer = await sign(evaluation.service.api, evaluation.address, minutes, "agency", by=other)
    assert answer.status_code == 404
    assert await evaluation.service.count("signature WHERE role = 'external_assessor'") == 0


async def test_refusals_of_a_side_are_told_in_both_languages(evaluation: Any, bearer: Any) -> None:
    minutes = await interview(evaluation)
    for language, told in (("id", "Bagi instansi yang dinilai"), ("en", "Only people of the")):
        by = bearer("coordinator", agency="9901") | {"Accept-Language": language}
        answer = await sign(evaluation.service.api, evaluation.address, minutes, "agency", by=by)
        assert (answer.status_code, told in answer.json()["detail"]) == (403, True)


async def test_nobody_signs_for_both_sides_whatever_roles_they_hold(
    evaluation: Any, bearer: Any
) -> None:
    body = record("mandiri", "1", kind="interview")
    both = bearer("coordinator", "internal_assessor", agency="9901.1", subject="both")
    api, address = evaluation.service.api, evaluation.address
    minutes = (await api.post(f"{address}/minutes", json=body, headers=both)).json()
    assert (await sign(api, address, minutes, "agency", by=both)).status_code == 201
    refused = await sign(api, address, minutes, "assessor", by=both)
    assert (refused.status_code, refused.json()["role"]) == (409, "coordinator")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"participants": record("mandiri")["participants"]}, "/participants"),
        ({"participants": [{"side": "agency", "position": "Kepala"}] * 2}, "/participants/0"),
        ({"questions": []}, "/questions"),
        ({"held_on": "2999-01-01"}, "/held_on"),
        ({"findings": [{"indicator_code": "77", "finding": "x"}]}, "/findings/0/indicator_code"),
        ({"findings": [{"indicator_code": "1", "finding": "x"}] * 2}, "/findings/1/indicator_code"),
        ({"kind": "self_assessment"}, "/kind"),
        ({"kind": "observation", "findings": []}, "/findings"),
        ({"stage": "usulan"}, "/stage"),
    ],
)
async def test_a_record_that_breaks_a_rule_is_refused_with_its_place(
    evaluation: Any, change: dict[str, Any], pointer: str
) -> None:
    await evaluation.reach("interviu")
    body = record("interviu", "2") | change
    refused = await write(evaluation, body, "external_assessor")
    assert refused.status_code == 422
    assert pointer in [each["pointer"] for each in refused.json()["errors"]]
    assert await evaluation.service.count("minutes WHERE stage = 'interviu'") == 0


async def test_a_stage_that_waits_or_has_ended_takes_no_minutes(evaluation: Any) -> None:
    early = await write(evaluation, record("interviu"), "external_assessor")
    assert (early.status_code, early.json()["state"]) == (409, "waiting")
    assert early.json()["missing"][0]["roles"] == ["coordinator", "external_assessor"]
    await evaluation.reach("dokumen")
    late = await write(evaluation, record("mandiri") | {"place": "Aula"})
    assert (late.status_code, late.json()["missing"][0]["requirement"]) == (409, "stage_not_ended")
    (there,) = (await evaluation.service.api.get(f"{evaluation.address}/minutes")).json()["items"]
    path = f"{evaluation.address}/minutes/{there['minutes_id']}"
    changed = await evaluation.service.api.put(
        path,
        json=record("mandiri") | {"place": "Aula"},
        headers=evaluation.by("own_coordinator") | {"If-Match": '"1"'},
    )
    assert changed.status_code == 409
    # What is so already is answered as it is.
    assert (await write(evaluation, record("mandiri"))).status_code == 200
    by = evaluation.by("own_coordinator")
    again = await sign(evaluation.service.api, evaluation.address, there, "agency", by=by)
    assert again.status_code == 409
    assert again.json()["missing"][0]["requirement"] == "stage_not_ended"


async def test_minutes_that_were_written_already_are_not_written_twice(evaluation: Any) -> None:
    first = await write(evaluation, record("mandiri"))
    again = await write(evaluation, record("mandiri"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    keyed = {"Idempotency-Key": "satu"}
    other = record("mandiri") | {"place": "Aula"}
    answers = [await write(evaluation, other, **keyed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert await evaluation.service.count("minutes") == 2


async def test_minutes_are_listed_in_pages_oldest_first(evaluation: Any) -> None:
    for place in ("Aula", "Balai", "Kantor"):
        await write(evaluation, record("mandiri") | {"place": place})
    api, path = evaluation.service.api, f"{evaluation.address}/minutes"
    first = (await api.get(path, params={"limit": 2})).json()
    rest = (await api.get(path, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    found = [each["document"]["place"] for each in (*first["items"], *rest["items"])]
    assert (len(first["items"]), rest["next_cursor"]) == (2, None)
    assert found == ["Aula", "Balai", "Kantor"]
    missing = f"{evaluation.address}/minutes/{'0' * 8}-0000-7000-8000-{'0' * 12}"
    assert (await api.get(missing)).status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE minutes SET place = 'x'", "DELETE FROM minutes"])
async def test_what_was_written_cannot_be_changed_in_the_database(
    evaluation: Any, statement: str
) -> None:
    await write(evaluation, record("mandiri"))
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await evaluation.service.execute(statement)


async def test_an_agency_that_proposes_is_not_interviewed_and_akip_rests_on_no_minutes(
    service: Any, bearer: Any
) -> None:
    await service.open_akip()
    address = f"/assessments/{await service.assessment('akip-2026', '9901.1')}"
    by = bearer("agency_officer", agency="9901.1")
    body = record("usulan", "1", kind="interview")
    refused = await service.api.post(f"{address}/minutes", json=body, headers=by)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/kind")
    # AKIP rests on no minutes.
    closing = (await service.api.get(f"{address}/stages/usulan")).json()["next_steps"][0]
    assert "minutes_signed" not in [each["requirement"] for each in closing["missing"]]


async def test_an_assessment_has_a_hundred_minutes_at_most(evaluation: Any) -> None:
    first = (await write(evaluation, record("mandiri"))).json()
    columns = (
        "assessment_id, revision, kind, stage, held_on, place, participants, questions, findings,"
        " written_by, written_at"
    )
    await evaluation.service.execute(
        f"INSERT INTO minutes (minutes_id, {columns}) SELECT gen_random_uuid(), {columns}"  # noqa: S608 - the test's own text
        " FROM minutes, generate_series(1, 99)"
    )
    refused = await write(evaluation, record("mandiri") | {"place": "Aula"})
    assert refused.status_code == 409
    assert "sudah mempunyai 100 berita acara" in refused.json()["detail"]
    changed = await evaluation.service.api.put(
        f"{evaluation.address}/minutes/{first['minutes_id']}",
        json=record("mandiri") | {"place": "Aula"},
        headers=evaluation.by("own_coordinator") | {"If-Match": '"1"'},
    )
    assert changed.status_code == 200
