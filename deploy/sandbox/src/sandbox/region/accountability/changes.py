"""What the users of e-SAKIP do: report a quarter, publish a document, exchange data."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sandbox.region.accountability.tables import (
    Accountability,
    AccountabilityDocument,
    AccountabilityExchange,
    Achievement,
)
from sandbox.region.changes import Change, InvalidChange, Request

_CENT = Decimal("0.01")
DOCUMENT_KINDS = (
    "rpjmd",
    "renstra",
    "renja",
    "rkpd",
    "iku",
    "perjanjian-kinerja",
    "rencana-aksi",
    "cascading",
    "lkjip",
    "capaian",
    "lhe-inspektorat",
    "lhe-kemenpan",
)


def report_quarter(accountability: Accountability, request: Request) -> list[Change]:
    """Report a quarter's results: {opd, year, quarter, realisasi?, indicator?}.

    `realisasi` is the value for the named indicator, or for all of the agency; without it each
    result misses its target by two per cent.
    """
    found, year = request.agency("opd").sakip_id, request.year()
    quarter, actual = request.choice("quarter", (1, 2, 3, 4)), request.decimal("realisasi")
    wanted = request.members.get("indicator")
    rows = [
        row
        for row in accountability.achievements.of(year)
        if (row.agency_id, row.quarter) == (found, quarter)
        and (wanted is None or str(row.indicator_id) == str(wanted))
    ]
    if not rows:
        of = "" if wanted is None else f" of indicator {wanted}"
        raise InvalidChange(
            "quarter" if wanted is None else "indicator",
            f"The agency has no achievement for quarter {quarter} of {year}{of}.",
        )
    changes = []
    for before in rows:
        value = _slightly_missed(accountability, before) if actual is None else actual
        after = replace(before, actual=value)
        accountability.achievements.put(after)
        changes.append(Change("achievements", before, after))
    return changes


def publish_document(accountability: Accountability, request: Request) -> list[Change]:
    """Publish a document: {opd, type, year, category?, published?}.

    If there is none, a new one is made. `published` false: the document is no longer published.
    """
    found, year = request.agency("opd"), request.year()
    kind, category = request.text("type"), request.text("category", "induk")
    if kind not in DOCUMENT_KINDS:
        raise InvalidChange("type", f"type must be one of {', '.join(DOCUMENT_KINDS)}.")
    at = request.now.replace(microsecond=0)
    before = _document(accountability, found.sakip_id, kind, category, year)
    after = AccountabilityDocument(
        id=before.id if before else accountability.documents.next_id(),
        year=year,
        agency_id=found.sakip_id,
        kind=kind,
        category=category,
        note=before.note if before else f"{kind} {found.name}",
        period=before.period if before else str(year),
        published_at=at if request.flag("published") else None,
    )
    accountability.documents.put(after)
    return [Change("documents", before, after)]


def exchange(accountability: Accountability, request: Request) -> list[Change]:
    """Exchange an agency's performance data once more: {opd, year, succeeded}."""
    found, year = request.agency("opd").sakip_id, request.year()
    before = [row.at for row in accountability.exchanges.of(year) if row.agency_id == found]
    at: datetime = request.time_after(before, year)
    number = accountability.exchanges.next_id()
    row = AccountabilityExchange(number, year, found, at, request.flag("succeeded"))
    accountability.exchanges.put(row)
    return [Change("exchanges", None, row)]


ACTIONS: Mapping[str, Callable[[Accountability, Request], list[Change]]] = {
    "report_quarter": report_quarter,
    "publish_document": publish_document,
    "exchange": exchange,
}


def _slightly_missed(accountability: Accountability, row: Achievement) -> Decimal:
    indicator = accountability.indicators.get(row.indicator_id)
    rising = indicator is None or indicator.rising
    return (row.target * (Decimal("0.98") if rising else Decimal("1.02"))).quantize(_CENT)


def _document(
    accountability: Accountability, agency_id: int, kind: str, category: str, year: int
) -> AccountabilityDocument | None:
    rows = accountability.documents.of(year)
    wanted = (agency_id, kind, category)
    return next((r for r in rows if (r.agency_id, r.kind, r.category) == wanted), None)
