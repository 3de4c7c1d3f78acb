"""From a letter to the score: what an agency did is verified, becomes a fact, and is T6."""

from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from tests.e2e.world import REGION, World
from tests.support.waiting import eventually

from sandbox.region.years import WIB

AGENCY: Final = "9901.2.16.01"
EDITION: Final = "kinerja-pd-triwulanan"


async def post(world: World, path: str, role: str, agency: str = REGION, **told: Any) -> Any:
    """Do something as a person of that role; return what there is then."""
    by = world.somebody(role, agency, name=f"{role}-{agency}")
    answer = await world.api.post(path, json=told, headers=by)
    return answer.raise_for_status().json()


async def test_a_recommendation_goes_from_a_letter_to_the_score(world: World) -> None:
    today = datetime.now(WIB).date()
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    opened: dict[str, Any] = {
        "code": "tindak-lanjut",
        "name": "Kinerja triwulanan",
        "kind": "quarterly",
        "edition_code": EDITION,
        "period": quarter,
        "agency_codes": [AGENCY],
    }
    campaign = await post(world, "/campaigns", "coordinator", **opened)
    assert campaign["derivation_set_version"] == 3
    letter = await post(
        world,
        "/reports",
        "inspectorate",
        agency_code=REGION,
        number="R/1/LHE",
        dated="2026-01-05",
        author_kind="inspectorate",
        author="Inspektorat",
        title="Laporan hasil evaluasi",
    )
    # Due yesterday: in this quarter, or before it and still open when it began.
    made = await post(
        world,
        "/recommendations",
        "inspectorate",
        agency_code=AGENCY,
        origin={"kind": "report", "report_id": letter["report_id"]},
        text="Tetapkan pedoman manajemen risiko.",
        deadline=str(today - timedelta(days=1)),
        is_instruction=True,
        missing="procedure",
    )
    assert made["is_overdue"]
    await becomes(world, "0")
    path = f"/recommendations/{made['recommendation_id']}/followups"
    sent = await post(world, path, "agency_officer", AGENCY, text="Pedoman ditetapkan.")
    verification = f"{path}/{sent['followup_id']}/verification"
    done = await post(world, verification, "coordinator", reason="Pedoman sudah dilihat.")
    assert done["state"] == "verified"
    await becomes(world, "100")
    fact = await find_fact(world, quarter)
    assert (fact["value"], fact["record_count"]) == ("100", 1)
    (reference,) = fact["records"]
    record = await world.api.get(
        f"/sources/tolok/records/{reference['record_kind']}/{reference['record_id']}"
    )
    content = record.raise_for_status().json()["content"]
    assert content["followed_up_on"] == str(today)


async def find_fact(world: World, quarter: str) -> Any:
    """Return the fact of the agency's quarter."""
    asked = {"agency": AGENCY, "name": "followup.share", "period": quarter}
    found = await world.api.get("/facts", params=asked)
    (fact,) = found.raise_for_status().json()["items"]
    return fact


async def becomes(world: World, level: str) -> None:
    """Wait until the level of T6 by facts alone is this one."""
    assessment = await world.assessment("tindak-lanjut", AGENCY)

    async def has_come() -> bool:
        answer = await world.api.get(f"/scores/{assessment}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return False
        tracks = answer.raise_for_status().json()["tracks"]
        return level in [
            each["level"]
            for track in tracks
            if track["track"] == "live"
            for each in track["indicators"]
            if each["code"] == "T6"
        ]

    await eventually(has_come)
