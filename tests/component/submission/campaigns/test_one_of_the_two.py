"""In a year an agency takes part in an evaluation or in a monitoring of an instrument."""

from collections.abc import Callable
from typing import Any

import pytest

ALL: dict[str, Any] = {"agency_codes": None}
KINDS = ("evaluation", "monitoring")


@pytest.fixture
async def service(service: Any, edition: Callable[..., Any]) -> Any:
    """Return the service with a second edition of the instrument, and one of another."""
    await service.once(_tell_editions, edition)
    return service


async def _tell_editions(service: Any, edition: Callable[..., Any]) -> None:
    await service.hear(edition("spbe-baru", hash_letter="e", instrument="spbe"))
    await service.hear(edition("sendiri", hash_letter="f"))


async def other(service: Any, kind: str, **body: Any) -> Any:
    """Open a campaign on the other edition, of two agencies unless others are named."""
    wanted = {"edition_code": "spbe-baru", "agency_codes": ["9901.1", "9901.2"]} | body
    return await service.open_campaign(
        f"{kind}-lain", kind=kind, derivation_set_version=None, **wanted
    )


@pytest.mark.parametrize(("first", "second"), [KINDS, KINDS[::-1]])
async def test_an_agency_takes_part_in_one_of_the_two_in_a_year(
    service: Any, first: str, second: str
) -> None:
    assert (await service.open_campaign(kind=first, agency_codes=["9901.1"])).status_code == 201
    refused = await other(service, second)
    assert (refused.status_code, len(refused.json()["errors"])) == (409, 1)
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "/agency_codes/0"
    assert error["message"] == "9901.1 sudah ikut dalam kegiatan spbe-2026"
    assert "Lanjutkan kegiatan yang ada (spbe-2026)" in refused.json()["detail"]
    service.api.headers.update({"Accept-Language": "en"})
    said = (await other(service, second)).json()
    assert "in only one of the two in a year" in said["detail"]
    assert (await other(service, second, agency_codes=["9901.2"])).status_code == 201


async def test_a_plan_is_held_against_it_when_it_opens(service: Any) -> None:
    planned = await service.open_campaign(
        "rencana", kind="monitoring", planned=True, agency_codes=["9901.1"]
    )
    assert planned.status_code == 201, planned.text
    assert (await other(service, "evaluation")).status_code == 201
    opened = await service.api.post("/campaigns/rencana/opening")
    assert opened.status_code == 409, opened.text


async def test_two_of_one_kind_another_year_and_another_instrument_are_free(service: Any) -> None:
    assert (await service.open_campaign(kind="evaluation")).status_code == 201
    dual = await other(service, "evaluation", agency_codes=["9901"])
    assert dual.status_code == 201, dual.text
    for number, body in enumerate(({"period": "2025"}, {"edition_code": "sendiri"})):
        free = await service.open_campaign(
            f"bebas-{number}",
            **{"kind": "monitoring", "edition_code": "spbe-baru", "derivation_set_version": None}
            | body,
        )
        assert free.status_code == 201, free.text


async def test_of_many_agencies_the_first_few_and_the_count_are_told(service: Any) -> None:
    for number in (3, 4, 5):
        assert (await service.put_agency(f"9901.{number}")).status_code == 201
    assert (await service.open_campaign(agency_codes=None, agency_kind="agency")).is_success
    for kind in (None, "agency"):  # its own kind is another campaign of this edition and period
        refused = await service.open_campaign("lain", kind="monitoring", agency_kind=kind, **ALL)
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["pointer"]) == (409, "/period")
        told = "9901.1, 9901.2, 9901.3 dan 2 lainnya sudah ikut dalam kegiatan spbe-2026"
        assert error["message"] == told
        assert refused.json()["detail"].startswith("5 instansi sudah ikut")
