"""An agency that has nothing to ask about, or reported nothing, makes no level look better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.judging import rules
from tests.component.scoring.region import (
    DINAS,
    MONTH,
    REGION,
    SPBE,
    agencies,
    edition,
    month_opened,
    monthly_derivations,
    monthly_edition,
    observed,
    opened,
    unread,
)
from tests.component.scoring.targeting import got

from contracts.events.derivations import DerivationRule, Measure
from contracts.values import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

ACHIEVEMENT = "accountability.achievement"


@pytest.mark.parametrize("is_lost", [False, True])
async def test_some_consulted_is_not_proven_by_who_has_nothing_to_consult(
    service: Service, bearer: Callable[..., dict[str, str]], *, is_lost: bool
) -> None:
    nothing = observed(DINAS[0], True, records=(), record_count=0)
    facts = [nothing, *(observed(code, False) for code in DINAS[1:])]
    worker = service.worker()
    await worker.apply(edition(), rules(), *agencies(), opened(), *facts)
    if is_lost:
        await worker.apply(unread(nothing))
    service.api.headers.update(bearer("coordinator"))

    async def level() -> str:
        query = {"indicator": "13", "track": "live"}
        level: str = (await got(service, f"/scores/{SPBE}/explanation", **query))["level"]
        return level

    assert await level() == "1"
    await worker.apply(observed(DINAS[1], True, revision=2))
    assert await level() == "2"


async def test_a_mean_over_a_subtree_has_no_level_without_who_reported_nothing(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """And the explanation names them, until they report."""
    measure = Measure(
        formula="value", fact=ACHIEVEMENT, text=Text(id="Rerata.", en="Mean."), scope="subtree"
    )
    rule = DerivationRule(code="k1", indicator_code="K1", derivation=measure)
    chosen = msgspec.structs.replace(monthly_derivations(), rules=(rule,))
    said: dict[str, Any] = {"fact": ACHIEVEMENT, "period": "2026-Q1"}
    worker = service.worker()
    await worker.apply(monthly_edition(), chosen, *agencies(), month_opened(agency_code=REGION))
    await worker.apply(
        observed(DINAS[0], "87.35", **said),
        observed(DINAS[1], "95", **said),
        observed(DINAS[2], None, **said),
    )
    service.api.headers.update(bearer("coordinator"))

    async def explained() -> Any:
        query = {"indicator": "K1", "track": "live"}
        return await got(service, f"/scores/{MONTH}/explanation", **query)

    found = await explained()
    assert found["level"] is None
    assert found["summary"] == {
        "id": "Belum ada tingkat, sehingga tidak dihitung."
        f" Tidak terukur, karena angka dari instansi ini tidak ada: Dinas {DINAS[2]}.",
        "en": "There is no level, so nothing counts."
        f" Not measured, because the number of these agencies is absent: Dinas {DINAS[2]}.",
    }
    await worker.apply(observed(DINAS[2], "90.65", revision=2, **said))
    assert (await explained())["level"] == "91"
