"""Money and work of a sub-activity, month by month."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import accumulate
from random import Random

from sandbox.region.budget_lines import BudgetLine
from sandbox.region.packaged import chance
from sandbox.region.years import BOOKED_MONTHS

_CENT = Decimal("0.01")
_LATE = Decimal("0.8")
_PROBLEMS = (
    "Proses pengadaan barang dan jasa belum selesai",
    "Menunggu petunjuk teknis dari pemerintah pusat",
    "Keterlambatan penyampaian dokumen pertanggungjawaban",
    "Cuaca menghambat pelaksanaan pekerjaan di lapangan",
    "Perubahan spesifikasi teknis pekerjaan",
)


@dataclass(frozen=True, slots=True)
class Booking:
    """One month of a sub-activity: rupiah of the month, percent of the work since January."""

    month: int
    planned: int
    spent: int
    physical: Decimal
    physical_target: Decimal
    problem: str | None


def usual_pace(seed: int, line: BudgetLine) -> Decimal:
    """Return the share of its cash plan that the line's agency usually spends."""
    drawn = Decimal(chance(seed, "pace", line.agency.code).randint(66, 99)) / 100
    return line.agency.pace or drawn


def book_year(seed: int, line: BudgetLine) -> list[Booking]:
    """Return the booked months of a line; the sum stays within its budget, work never decreases."""
    random = chance(seed, "realisation", line.year, line.agency.code, line.sub.code)
    usual = Decimal("0.99") if line.sub.salaries else usual_pace(seed, line)
    plan = line.cash_plan()
    total = max(sum(plan), 1)
    bookings: list[Booking] = []
    spent_before, work_before = 0, Decimal(0)
    planned_so_far = list(accumulate(plan))
    for month in range(1, BOOKED_MONTHS[line.year] + 1):
        planned = planned_so_far[month - 1]
        pace = _pace(usual, month, random)
        spent = max(spent_before, min(total, int(planned * pace) // 500 * 500))
        target = (Decimal(planned) * 100 / total).quantize(_CENT, ROUND_DOWN)
        work = min(Decimal(100), (target * (pace + _drift(random))).quantize(_CENT, ROUND_DOWN))
        work = max(work_before, work)
        problem = random.choice(_PROBLEMS) if pace < _LATE else None
        booked = spent - spent_before
        bookings.append(Booking(month, plan[month - 1], booked, work, target, problem))
        spent_before, work_before = spent, work
    return bookings


def _pace(usual: Decimal, month: int, random: Random) -> Decimal:
    """Draw a month's share of the cash plan; late agencies catch up towards December."""
    caught_up = max(usual, Decimal("0.93"))
    share = usual + (caught_up - usual) * month**6 / 12**6
    return share + Decimal(random.randint(-25, 25)) / 1000


def _drift(random: Random) -> Decimal:
    return Decimal(random.randint(-10, 40)) / 1000
