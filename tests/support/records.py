"""Makes what a stage rests on, as people would: signed minutes, a verdict, consent, approvals."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import httpx


class Somebody(Protocol):
    """Gives the headers of somebody who has a role, above the assessed agency or in it.

    Each role is a person of its own; another `name` is another person.
    """

    def __call__(
        self, role: str, agency: str | None = None, *, name: str | None = None
    ) -> Mapping[str, str]: ...


KINDS: Final = {
    "mandiri": "self_assessment",
    "interviu": "interview",
    "visitasi": "observation",
    "reviu": "observation",
}


def record(stage: str, *codes: str, kind: str | None = None) -> dict[str, Any]:
    """Return the minutes of a stage; `codes`: the indicators that they name."""
    kind = kind or KINDS[stage]
    participants = [{"side": "agency", "position": "Kepala Bidang", "subject": "petugas-1"}]
    if kind != "self_assessment":
        participants.append({"side": "assessor", "position": "Asesor", "name": "Tim asesor"})
    asked = [{"question": "Kapan reviu terakhir?", "answer": "Maret."}]
    return {
        "kind": kind,
        "stage": stage,
        "held_on": "2026-01-05",
        "place": "Ruang rapat",
        "participants": participants,
        "questions": asked if kind == "interview" else [],
        "findings": [{"indicator_code": code, "finding": "Terbukti."} for code in codes],
    }


async def sign(
    api: httpx.AsyncClient, address: str, minutes: Any, side: str, *, by: Mapping[str, str]
) -> httpx.Response:
    """Sign minutes as they were read, for a side."""
    return await api.post(
        f"{address}/minutes/{minutes['minutes_id']}/signatures",
        json={"sha256": minutes["sha256"], "side": side},
        headers=by,
    )


async def make_minutes(
    api: httpx.AsyncClient, address: str, stage: str, *codes: str, of: Somebody
) -> Any:
    """Write the minutes of a stage and let every side sign them."""
    found = (await api.get(address, headers=of("leader"))).raise_for_status()
    own = of("coordinator", found.json()["agency_code"])
    body = record(stage, *codes)
    made = await api.post(f"{address}/minutes", json=body, headers=own)
    minutes = made.raise_for_status().json()
    for side in minutes["lacking"]:
        by = own if side == "agency" else of("external_assessor")
        minutes = (await sign(api, address, minutes, side, by=by)).raise_for_status().json()
    return minutes


async def say_verdict(api: httpx.AsyncClient, address: str, *, of: Somebody) -> Any:
    """Say that what counts at the review is valid."""
    by = of("external_assessor")
    present = (await api.get(f"{address}/verdict", headers=by)).raise_for_status()
    body = {"validity": "valid", "reason": "Sudah sesuai."}
    said = await api.put(
        f"{address}/verdict", json=body, headers={**by, "If-Match": present.headers["etag"]}
    )
    return said.raise_for_status().json()


async def consent(api: httpx.AsyncClient, address: str, *, of: Somebody) -> Any:
    """Let the coordinator of the assessed agency consent to the publication of what it said."""
    found = (await api.get(address, headers=of("leader"))).raise_for_status()
    own = of("coordinator", found.json()["agency_code"])
    state = (await api.get(f"{address}/consent", headers=own)).raise_for_status().json()
    body = {"state_hash": state["state_hash"]}
    return (await api.post(f"{address}/consent", json=body, headers=own)).raise_for_status().json()


async def approve(
    api: httpx.AsyncClient, address: str, stage: str, *, by: Mapping[str, str], **said: str
) -> httpx.Response:
    """Approve the present state of a stage, or say what is `said` of it."""
    state = (await api.get(f"{address}/stages/{stage}/state", headers=by)).raise_for_status()
    body = {
        "stage": stage,
        "state_hash": state.json()["state_hash"],
        "verdict_revision": state.json()["verdict_revision"],
        "decision": "approved",
        "reason": "Sesuai bukti.",
    }
    return await api.post(f"{address}/approvals", json=body | said, headers=by)


async def supply(
    api: httpx.AsyncClient, address: str, stage: str, lacks: list[Any], *, of: Somebody
) -> None:
    """Supply what the closing of a stage lacks, if it is something to be written or signed."""
    for lack in lacks:
        if lack["requirement"] in ("minutes_signed", "visit_signed"):
            await make_minutes(api, address, stage, *lack["indicator_codes"], of=of)
        elif lack["requirement"] == "verdict_said":
            await say_verdict(api, address, of=of)
        elif lack["requirement"] == "consent_given":
            await consent(api, address, of=of)
        elif lack["requirement"] == "state_approved":
            (await approve(api, address, stage, by=of("approver"))).raise_for_status()
