"""What e-planning holds: ceilings by activity, planning documents, consultations, exchanges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandbox.region.agencies import Agency, agencies
from sandbox.region.budget_lines import BudgetLine, budget_lines
from sandbox.region.packaged import chance
from sandbox.region.table import Table
from sandbox.region.years import WIB, YEARS

ROADMAP_CONTENTS = (
    "TATA KELOLA",
    "MANAJEMEN",
    "LAYANAN",
    "INFRASTRUKTUR",
    "APLIKASI",
    "KEAMANAN",
    "AUDIT",
)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The planning ceiling of an activity in rupiah; `approved` by the workflow or not yet."""

    id: int
    year: int
    org_code: str
    sub_org_code: str
    sub_org_name: str
    programme: str
    programme_name: str
    activity: str
    activity_name: str
    amount: int
    approved: bool


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A planning document: RENJA, RENSTRA, RKPD, RPJMD or PETA_RENCANA_SPBE."""

    id: int
    year: int
    org_code: str
    kind: str
    title: str
    approved_at: datetime | None
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consultation:
    """The ICT unit's opinion on an agency's ICT plan and budget; minutes exist once it agreed."""

    id: int
    year: int
    org_code: str
    number: str | None
    held_on: date | None
    agreed: bool


@dataclass(frozen=True, slots=True)
class PlanExchange:
    """One attempt to hand an agency's ceilings to e-program."""

    id: int
    year: int
    org_code: str
    at: datetime
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Planning:
    """The tables of e-planning."""

    ceilings: Table[Ceiling]
    documents: Table[PlanDocument]
    consultations: Table[Consultation]
    exchanges: Table[PlanExchange]


def make_planning(seed: int) -> Planning:
    """Make the tables of e-planning in their consistent form, before the mismatches."""
    return Planning(
        ceilings=Table(_numbered_ceilings(seed)),
        documents=Table(_documents(seed)),
        consultations=Table(_consultations(seed)),
        exchanges=Table(_exchanges(seed)),
    )


def _numbered_ceilings(seed: int) -> Iterator[Ceiling]:
    number = 0
    for year in YEARS:
        for one in agencies():
            for activity, lines in _by_activity(budget_lines(seed, year, one)).items():
                number += 1
                yield _ceiling(number, activity, lines)


def _by_activity(lines: list[BudgetLine]) -> dict[str, list[BudgetLine]]:
    result: dict[str, list[BudgetLine]] = {}
    for line in lines:
        if line.murni:
            result.setdefault(line.sub.activity, []).append(line)
    return result


def _ceiling(number: int, activity: str, lines: list[BudgetLine]) -> Ceiling:
    first = lines[0]
    # An ICT activity of another field's agency is run by its secretariat.
    own = first.sub.programme.startswith(f"{first.agency.field}.") and not first.sub.common
    return Ceiling(
        id=number,
        year=first.year,
        org_code=first.agency.org_code,
        sub_org_code=f"{first.agency.org_code}.{first.sub.programme[-2:] if own else '01'}",
        sub_org_name=f"BIDANG {first.sub.programme_name.upper()}" if own else "SEKRETARIAT",
        programme=first.sub.programme,
        programme_name=first.sub.programme_name,
        activity=activity,
        activity_name=first.sub.activity_name,
        amount=sum(line.murni for line in lines),
        approved=True,
    )


def _documents(seed: int) -> Iterator[PlanDocument]:
    number = 0
    for year in YEARS:
        for one in agencies():
            random = chance(seed, "documents", year, one.code)
            for kind, title, contents in _titles(one, year):
                number += 1
                approved_at = datetime(year, 1, random.randint(5, 16), 10, number % 60, tzinfo=WIB)
                yield PlanDocument(number, year, one.org_code, kind, title, approved_at, contents)


def _titles(one: Agency, year: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "RENJA", f"Rencana Kerja {one.name} Tahun {year}", ()
    if year == YEARS[0]:
        yield "RENSTRA", f"Rencana Strategis {one.name} Tahun 2025-2029", ()
    if one.short_name == "Bapperida":
        yield "RKPD", f"Rencana Kerja Pemerintah Daerah Tahun {year}", ()
        if year == YEARS[0]:
            yield "RPJMD", "Rencana Pembangunan Jangka Menengah Daerah Tahun 2025-2029", ()
    if one.short_name == "Diskominfo":
        # The roadmap of 2025 has no security and audit; that of 2026 is complete.
        contents = ROADMAP_CONTENTS[:5] if year == YEARS[0] else ROADMAP_CONTENTS
        yield "PETA_RENCANA_SPBE", f"Peta Rencana SPBE, Pemutakhiran Tahun {year}", contents


def _consultations(seed: int) -> Iterator[Consultation]:
    number = 0
    for year in YEARS:
        for one in agencies():
            if one.ict or one.short_name == "Diskominfo":
                number += 1
                day = chance(seed, "consultation", year, one.code).randint(3, 26)
                minutes = f"BA/{number:03}/KONSULTASI-SPBE/{year}"
                yield Consultation(
                    number, year, one.org_code, minutes, date(year - 1, 11, day), agreed=True
                )


def _exchanges(seed: int) -> Iterator[PlanExchange]:
    number = 0
    for year in YEARS:
        for one in agencies():
            random = chance(seed, "plan-exchange", year, one.code)
            at = datetime(year - 1, 12, random.randint(5, 20), random.randint(8, 16), tzinfo=WIB)
            for succeeded in [False, True] if random.randint(1, 5) == 1 else [True]:
                number += 1
                yield PlanExchange(number, year, one.org_code, at, succeeded)
                at += timedelta(hours=3, minutes=number % 50)
