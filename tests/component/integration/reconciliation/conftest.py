"""Findings in a database, and somebody who asks for them."""

from datetime import timedelta
from typing import Any

import pytest
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO
from tests.component.integration.world import START, World

from integration.reconciliation.domain.finding import (
    Disagreement,
    FindingKey,
    Kind,
    Quoted,
    Side,
)
from integration.reconciliation.domain.joining import NOT_COMPARED, Money
from integration.reconciliation.domain.lifecycle import changes
from integration.reconciliation.store import findings, joining
from integration.reconciliation.store.joining import Joining
from rules.exact import fraction

AT = START - timedelta(days=3)


def said(agency: str, kind: Kind, subject: str, *, other: str | None = None) -> Disagreement:
    quoted = Quoted("e-planning", "ceiling", "2026:1", 3, "ab" * 32)
    sides = [
        Side(field="plan", agency_code=agency, says="=SUM(1)", amount="100", records=(quoted,))
    ]
    if other is not None:
        sides.append(Side(field="budget", agency_code=other, says="", amount="100"))
    return Disagreement(
        key=FindingKey(agency, 2026, kind, subject),
        cause="other_agency" if other else "no_budget",
        sides=tuple(sides),
        matched_by="code",
        amount="100",
        difference="100/3",
        other_agency_code=other,
    )


SHARED = said(f"9901.{DINKES}", "unit_differs", "1.02.03.02", other=f"9901.{DISHUB}")
OWN = said(f"9901.{KOMINFO}", "planned_without_budget", "2.16.03.02")
OTHER = said(f"9901.{DISHUB}", "planned_without_budget", "2.15.03.02")


@pytest.fixture
async def found(world: World) -> World:
    """Three findings, one of two agencies, and the figures of three."""
    async with world.database.transaction() as session:
        news = list(changes({}, [SHARED, OWN, OTHER], (), at=AT))
        await findings.write(session, news)
        given = [
            _money(KOMINFO, "300", "200", "200", "200"),
            _money(DISHUB, "500", "500", "500", "500"),
            Joining(
                agency_code=f"9901.{DINKES}",
                year=2026,
                money=None,
                doubt=NOT_COMPARED,
                told_at=None,
            ),
        ]
        await joining.save(session, given, at=AT)
    return world


def _money(org: str, *amounts: str) -> Joining:
    names = ("planned", "planned_joined", "budgeted", "budgeted_joined")
    given: dict[str, Any] = {
        name: fraction(text) for name, text in zip(names, amounts, strict=True)
    }
    return Joining(
        agency_code=f"9901.{org}", year=2026, money=Money(**given), doubt=None, told_at=AT
    )
