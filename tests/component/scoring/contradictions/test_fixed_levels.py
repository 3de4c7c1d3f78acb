"""What a person fixed is protected: the other value stands beside it, and a contradiction opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.component.scoring.contradictions.test_contradictions import (
    DERIVED,
    contradictions,
    findings,
    started,
)
from tests.component.scoring.region import DINAS, SPBE, decided, observed

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


async def test_a_level_that_a_person_fixed_stands_and_the_source_stands_beside_it(
    service: Service,
) -> None:
    worker = await started(service, DERIVED)
    facts = [observed(code, True) for code in DINAS]
    await worker.apply(decided("13", "3", revision=2), *facts)
    assert await levels_of_13(service) == {"self": "3", "provisional": "3", "live": "3"}
    assert await findings(service) == []

    await worker.apply(*(observed(code, code == DINAS[0], revision=2) for code in DINAS))

    assert await levels_of_13(service) == {"self": "3", "provisional": "3", "live": "2"}
    (shown,) = await contradictions(service)
    assert (shown["text"]["id"], shown["indicator_code"]) == ("3>2", "13")
    # One of them gives way: the source comes back, or the person decides anew.
    await worker.apply(*(observed(code, True, revision=3) for code in DINAS))
    assert await levels_of_13(service) == {"self": "3", "provisional": "3", "live": "3"}
    assert await contradictions(service) == []
    assert await findings(service) == [("derived", "Found", 1), ("derived", "Cleared", 2)]


async def levels_of_13(service: Service) -> dict[str, str]:
    """Return what is shown of indicator 13: on which track which level."""
    found = {}
    for track in ("self", "provisional", "live"):
        query = {"indicator": "13", "track": track}
        answer = await service.api.get(f"/scores/{SPBE}/explanation", params=query)
        assert answer.status_code == 200, answer.text
        found[track] = answer.json()["level"]
    return found
