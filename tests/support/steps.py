"""Carries the stages of an assessment on as people would: submitted, closed, then published."""

from typing import Any

import httpx
from tests.support.records import Somebody, approve, supply
from tests.support.waiting import eventually


async def reach(api: httpx.AsyncClient, address: str, stage: str, *, of: Somebody) -> None:
    """Submit and close the stages of an assessment before one, so that this one is open.

    `address`: of the assessment. What is not answered is submitted with a reason.
    """
    for _ in range(20):  # no kind of campaign has so many stages
        answer = await api.get(f"{address}/stages", headers=of("leader"))
        states = {each["stage"]: each for each in answer.raise_for_status().json()["items"]}
        if states[stage]["state"] not in ("waiting", "submitted"):
            return
        (moving,) = [each for each in states.values() if each["state"] in ("open", "submitted")]
        if moving["state"] == "open":
            await submit(api, address, moving["stage"], of=of)
        else:
            await close(api, address, moving["stage"], of=of)
    raise AssertionError(f"{stage} is never open: {states}")


async def submit(api: httpx.AsyncClient, address: str, stage: str, *, of: Somebody) -> Any:
    """Submit an open stage, with a reason for each indicator that is not answered."""
    step = await _next_step(api, address, stage, of=of)
    await supply(api, address, stage, step["missing"], of=of)
    unanswered = [lack for lack in step["missing"] if lack["requirement"] == "complete"]
    lacking = dict.fromkeys(code for lack in unanswered for code in lack["indicator_codes"])
    body = {"gaps": [{"indicator_code": code, "reason": "Belum dijawab."} for code in lacking]}
    path, headers = f"{address}/stages/{stage}/submission", of(step["roles"][0])
    return (await api.post(path, json=body, headers=headers)).raise_for_status().json()


async def close(api: httpx.AsyncClient, address: str, stage: str, *, of: Somebody) -> Any:
    """Close a submitted stage, with the minutes and the verdict that it needs."""
    step = await _next_step(api, address, stage, of=of)
    await supply(api, address, stage, step["missing"], of=of)
    path = f"{address}/stages/{stage}/closing"
    # The coordinator of these steps submitted the first stage for the agency.
    role = next(each for each in step["roles"] if each != "coordinator")
    return (await api.post(path, headers=of(role))).raise_for_status().json()


async def publish(
    api: httpx.AsyncClient, address: str, stage: str, *, of: Somebody, **asked: str
) -> Any:
    """Publish a stage once it is closed and its state is approved; return what became of it."""
    await reach(api, address, stage, of=of)
    found = await api.get(f"{address}/stages/{stage}", headers=of("leader"))
    if found.raise_for_status().json()["state"] == "open":
        await submit(api, address, stage, of=of)
        await close(api, address, stage, of=of)
    # Where an approver works at the last stage, somebody else is the second person.
    approved = await approve(api, address, stage, by=of("approver", name="a-second-approver"))
    state_hash = approved.raise_for_status().json()["state_hash"]
    body = {"stage": stage, "state_hash": state_hash} | asked
    sent = await api.post(f"{address}/publish", json=body, headers=of("coordinator"))
    path = f"{address}/publications/{sent.raise_for_status().json()['publication_id']}"

    async def answered() -> Any:
        told = (await api.get(path, headers=of("leader"))).raise_for_status().json()
        return None if told["state"] == "requested" else told

    return await eventually(answered)


async def _next_step(api: httpx.AsyncClient, address: str, stage: str, *, of: Somebody) -> Any:
    found = (await api.get(f"{address}/stages/{stage}", headers=of("leader"))).raise_for_status()
    return found.json()["next_steps"][0]
