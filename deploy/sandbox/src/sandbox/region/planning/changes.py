"""What the users of e-planning do: approve, consult, change a ceiling, hand data over."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.region.activities import ICT_PROGRAMME
from sandbox.region.changes import Change, InvalidChange, Request
from sandbox.region.planning.tables import Ceiling, Consultation, PlanExchange, Planning


def approve_document(planning: Planning, request: Request) -> list[Change]:
    """Approve a planning document: {org, jenis, year}; `approved: false` takes it back."""
    org, kind = request.agency("org").org_code, request.text("jenis", "RENJA")
    approved = request.flag("approved")
    rows = planning.documents.of(request.year())
    before = next((row for row in rows if (row.org_code, row.kind) == (org, kind)), None)
    if before is None:
        raise InvalidChange("jenis", f"{org} has no document {kind!r} in that year.")
    at = request.time_in(request.year()) if approved else None
    after = replace(before, approved_at=at)
    planning.documents.put(after)
    return [Change("documents", before, after)]


def consult(planning: Planning, request: Request) -> list[Change]:
    """Record the consultation with the ICT unit: {org, year, agreed}."""
    org, year, agreed = request.agency("org").org_code, request.year(), request.flag("agreed")
    ceilings = planning.ceilings.of(year)
    if not any((row.org_code, row.programme) == (org, ICT_PROGRAMME) for row in ceilings):
        raise InvalidChange(
            "org", f"{org} has no ICT in its plan of {year}: there is nothing to consult."
        )
    rows = planning.consultations.of(year)
    before = next((row for row in rows if row.org_code == org), None)
    number = before.id if before else planning.consultations.next_id()
    minutes = f"BA/{number:03}/KONSULTASI-SPBE/{year}" if agreed else None
    held_on = request.time_in(year).date() if agreed else None
    after = Consultation(number, year, org, minutes, held_on, agreed)
    planning.consultations.put(after)
    return [Change("consultations", before, after)]


def change_ceiling(planning: Planning, request: Request) -> list[Change]:
    """Set the ceiling of an activity: {transid or org (its largest own activity), year, amount}."""
    amount = request.amount("amount")
    before = _ceilings(planning, request)[0]
    after = replace(before, amount=amount)
    planning.ceilings.put(after)
    return [Change("ceilings", before, after)]


def approve_ceiling(planning: Planning, request: Request) -> list[Change]:
    """Approve a row or all of an agency: {transid or org, year}; `approved: false` undoes it."""
    approved = request.flag("approved")
    changes = []
    for before in _ceilings(planning, request):
        if before.approved != approved:
            after = replace(before, approved=approved)
            planning.ceilings.put(after)
            changes.append(Change("ceilings", before, after))
    return changes


def exchange(planning: Planning, request: Request) -> list[Change]:
    """Hand an agency's ceilings to e-program once more: {org, year, succeeded}."""
    org, year = request.agency("org").org_code, request.year()
    before = [row.at for row in planning.exchanges.of(year) if row.org_code == org]
    number = planning.exchanges.next_id()
    row = PlanExchange(
        number, year, org, request.time_after(before, year), request.flag("succeeded")
    )
    planning.exchanges.put(row)
    return [Change("exchanges", None, row)]


ACTIONS: Mapping[str, Callable[[Planning, Request], list[Change]]] = {
    "approve_document": approve_document,
    "consult": consult,
    "ceiling": change_ceiling,
    "approve_ceiling": approve_ceiling,
    "exchange": exchange,
}


def _ceilings(planning: Planning, request: Request) -> list[Ceiling]:
    """Return the rows that a request names, the largest of the agency's own activities first."""
    if "transid" in request.members:
        number = request.text("transid")
        row = planning.ceilings.get(int(number)) if number.isdecimal() else None
        if row is None:
            raise InvalidChange("transid", f"There is no row {number}.")
        return [row]
    org = request.agency("org", "transid").org_code
    rows = [row for row in planning.ceilings.of(request.year()) if row.org_code == org]
    return sorted(rows, key=lambda row: (row.programme.endswith(".01"), -row.amount))
