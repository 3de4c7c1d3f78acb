"""Campaigns after a reorganisation: who takes part, and with how much time."""

from typing import Any

from tests.component.submission.reorganisations.reorganising import (
    MERGER,
    answer_level,
    do,
    items,
    preview,
)


async def test_a_campaign_after_a_merger_takes_the_successor_and_not_what_ended(
    service: Any,
) -> None:
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    refused = await service.open_campaign(agency_codes=["9901.1"])
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        422,
        "/agency_codes/0",
    )
    assert "9901.9" in refused.json()["errors"][0]["message"]
    opened = await service.open_campaign(agency_codes=None)
    assert opened.json()["assessment_count"] == 2
    assert {each["agency_code"] for each in await items(service)} == {"9901", "9901.9"}


async def test_a_successor_enters_no_campaign_whose_deadline_has_passed(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    await service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2026-02-27')"
    )
    for asked in (preview, do):
        refused = await asked(service, "9901.9/merger", MERGER)
        assert (refused.status_code, refused.json()["late"]) == (
            409,
            [
                {
                    "campaign_code": "spbe-2026",
                    "stage": "mandiri",
                    "deadline": "2026-02-27",
                    "extended_by": "9901",
                }
            ],
        )
    assert (await service.api.get("/agencies/9901.9")).status_code == 404
    extended = await service.api.put(
        "/campaigns/spbe-2026/stages/mandiri",
        json={"deadline": "2099-01-31", "reason": "Penggabungan perangkat daerah."},
        headers={"If-Match": '"1"'},
    )
    assert extended.status_code == 200, extended.text
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    assert (await answer_level(service, "9901.9")).status_code == 200


async def test_what_the_release_before_wrote_without_a_state_is_read_as_it_is(service: Any) -> None:
    await service.execute(
        "INSERT INTO agency (agency_code, revision, name, agency_kind, is_assessed,"
        " parent_code, valid_from, changed_at, changed_by) VALUES"
        " ('9901.5', 1, 'Lama', 'agency', true, '9901', '2020-01-01', now(), 'someone')"
    )
    for at, status in (("2026-01-01", 200), ("2019-12-31", 404)):
        found = await service.api.get("/agencies/9901.5", params={"at": at})
        assert found.status_code == status, found.text
    history = (await service.api.get("/agencies/9901.5/history")).json()["items"]
    assert [(each["since"], each["change"]) for each in history] == [("2020-01-01", "entered")]
    await service.execute(
        "UPDATE agency SET name = 'Baru', revision = 7 WHERE agency_code = '9901'"
    )
    known = await service.api.get("/agencies/9901", params={"at": "2099-01-01"})
    assert known.json()["name"] == "Baru"
