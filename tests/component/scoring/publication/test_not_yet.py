"""An assessment that this service has not heard of is named for the gateway, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kit.awaited import AWAITED
from kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

ASSESSMENT = "01a22980-339c-74b4-8923-0302119c7a1a"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"/results/{ASSESSMENT}/national", []),
        ("GET", f"/results/{ASSESSMENT}/national", None),
        ("GET", f"/scores/{ASSESSMENT}", None),
        ("GET", f"/scores/{ASSESSMENT}/contradictions", None),
        ("POST", f"/scores/{ASSESSMENT}/what-if", {"levels": {"1": "3"}}),
    ],
)
async def test_an_unknown_assessment_may_have_been_opened_just_now(
    service: Service,
    bearer: Callable[..., dict[str, str]],
    *,
    method: str,
    path: str,
    body: object,
) -> None:
    headers = bearer("coordinator")
    answer = await service.api.request(method, path, json=body, headers=headers)
    assert answer.status_code == 404
    assert answer.headers[AWAITED] == f"assessments/{ASSESSMENT}"


async def test_an_unknown_agency_or_instrument_may_have_been_made_just_now(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    headers = bearer("coordinator") | {"If-Match": '"0"'}
    answer = await service.api.put(
        "/targets/9901/spbe/2026/index", json={"value": "3"}, headers=headers
    )
    assert (answer.status_code, answer.headers[AWAITED]) == (404, "agencies/9901")


async def test_an_unknown_rederivation_may_have_been_asked_for_just_now(service: Service) -> None:
    job = new_id()
    answer = await service.api.get(f"/rederivations/{job}")
    assert answer.status_code == 404
    assert answer.headers[AWAITED] == f"campaigns?limit=1&rederivation={job}"
