"""What the stories of withdrawals do again and again."""

import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.events.agency import AgencyChangedV2
from contracts.topics import AGENCY
from kit.testing import FixedClock

AHEAD = "2026-09-01"
WHY = "Peraturan Daerah dicabut"
LATER = {"effective_on": AHEAD}
CLOSURE_BACK = {"operation": "closure", "effective_on": AHEAD, "note": WHY}
MERGER_BACK = CLOSURE_BACK | {"operation": "merger"}
SPLIT_BACK = CLOSURE_BACK | {"operation": "split"}


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Let it be noon of a day in all wings; tokens and machinery keep the real time."""
    clock = FixedClock(datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC))
    for name, module in [*sys.modules.items()]:
        if name.startswith("submission.") and hasattr(module, "SystemClock"):
            monkeypatch.setattr(module, "SystemClock", lambda: clock)


async def agency(service: Any, code: str) -> dict[str, Any]:
    return dict((await service.api.get(f"/agencies/{code}")).json())


async def told(service: Any, code: str) -> AgencyChangedV2:
    """Return the newest event about an agency."""
    kept = await service.count("agency_state")
    events = await service.said(AGENCY.name, count=kept)
    found: list[AgencyChangedV2] = [each for each in events if each.agency_code == code]
    return found[-1]


async def enter_person(service: Any, code: str = "9901.1", **more: Any) -> None:
    person = {"agency_code": code, "name": "Nama", "valid_from": "2026-01-01"} | more
    new = {"If-None-Match": "*"}
    put = await service.api.put("/people/orang-1", json=person, headers=new)
    assert put.is_success, put.text


async def person(service: Any) -> tuple[str, str, str | None]:
    kept = (await service.api.get("/people/orang-1")).json()
    return kept["agency_code"], kept["valid_from"], kept["valid_until"]


def errors(answer: Any) -> list[str]:
    return [each["message"] for each in answer.json()["errors"]]
