"""What an approval was given for is more than levels: the derivation set and the verdict too."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.support.records import say_verdict

from contracts.events.derivations import DerivationsPublishedV1

Derivations = Callable[..., DerivationsPublishedV1]


async def test_another_derivation_set_makes_approvals_and_the_consent_stale(
    evaluation: Any, derivations: Derivations
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.rest("mandiri")
    assert (await evaluation.approve("mandiri")).status_code == 201
    before = await evaluation.state("mandiri")
    made = msgspec.structs.replace(
        derivations("bands"), coverage_floors={"self": "never", "dokumen": "never"}
    )
    await evaluation.choose(made)
    # One person alone has taken the predicate away.
    after = await evaluation.state("mandiri")
    assert (before["predicate"] is None, after["predicate"]) == (False, None)
    (said,) = await evaluation.said()
    assert (said["is_stale"], said["is_valid"]) == (True, False)
    assert [each["id"] for each in said["changes"]] == ["set turunan: tidak ada menjadi versi 1"]
    assert "consent_given" in await evaluation.lacks("mandiri")


async def test_another_verdict_makes_an_approval_stale(evaluation: Any) -> None:
    await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu.")
    await evaluation.reach("reviu")
    await evaluation.decide("reviu", "1", "3")
    await evaluation.submit("reviu", "external_assessor")
    await say_verdict(evaluation.service.api, evaluation.address, of=evaluation.by)
    assert (await evaluation.approve("reviu")).status_code == 201
    assert await evaluation.lacks("reviu") == []
    other = await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": "not_valid", "reason": "Bukti tidak sah."},
        headers=evaluation.by("external_assessor") | {"If-Match": '"1"'},
    )
    assert other.status_code == 200
    (said,) = await evaluation.said()
    assert (said["is_stale"], said["is_valid"]) == (True, False)
    assert [each["id"] for each in said["changes"]] == ["hasil reviu dinyatakan kembali"]
    assert await evaluation.lacks("reviu") == ["state_approved"]
    assert (await evaluation.approve("reviu")).status_code == 201
    assert await evaluation.lacks("reviu") == []


@pytest.mark.parametrize("validity", ["valid", "not_valid"])
async def test_an_approval_before_the_verdict_does_not_cover_it(
    evaluation: Any, validity: str
) -> None:
    await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu.")
    await evaluation.reach("reviu")
    await evaluation.decide("reviu", "1", "3")
    await evaluation.submit("reviu", "external_assessor")
    assert (await evaluation.approve("reviu")).status_code == 201
    await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": validity, "reason": "Sudah diperiksa."},
        headers=evaluation.by("external_assessor") | {"If-Match": '"0"'},
    )
    assert await evaluation.lacks("reviu") == ["state_approved"]


async def test_who_says_the_verdict_is_no_second_person(evaluation: Any, bearer: Any) -> None:
    everything = bearer("approver", "external_assessor", subject="both")
    others = evaluation.by
    evaluation.by = lambda role: everything if role == "both" else others(role)
    await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu.")
    await evaluation.reach("reviu")
    await evaluation.decide("reviu", "1", "3")
    await evaluation.submit("reviu", "external_assessor")
    said = await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": "valid", "reason": "Sesuai."},
        headers=everything | {"If-Match": '"0"'},
    )
    assert said.status_code == 200
    refused = await evaluation.approve("reviu", "both")
    assert refused.status_code == 403
    assert "orang lain" in refused.json()["detail"]
    assert (await evaluation.approve("reviu")).status_code == 201
