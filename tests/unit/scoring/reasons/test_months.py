"""How months come to a quarter is said for each way, with what lacks and what still runs."""

import pytest

from rules.fact import OverMonths, Status
from rules.period import PeriodState, parse_period
from rules.text import Text
from scoring.reasons.domain.months import months_text
from scoring.state.domain.trace import FactTrace

WAYS: dict[str, OverMonths] = {"a": "sum", "b": "mean", "c": "last"}


def fact(name: str, month: str, status: Status = "value") -> FactTrace:
    return FactTrace("1", name, month, None, status, "1", current=True, in_use=True)


def said(*facts: FactTrace, period: str = "2026-Q1", state: PeriodState = "ended") -> Text | None:
    return months_text(
        facts,
        parse_period(period),
        title_of=lambda name: Text(f"Fakta {name}", f"Fact {name}"),
        over_of=WAYS.get,
        state=state,
    )


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a", "jumlah ketiga bulannya"),
        ("b", "rata-rata ketiga bulannya"),
        ("c", "angka bulan terakhirnya, 2026-03"),
    ],
)
def test_each_way_has_its_words(name: str, how: str) -> None:
    assert said(fact(name, "2026-01")) == Text(
        f"“Fakta {name}” triwulan ini adalah {how}.",
        {
            "a": "“Fact a” of the quarter is the sum of its three months.",
            "b": "“Fact b” of the quarter is the mean of its three months.",
            "c": "“Fact c” of the quarter is that of its last month, 2026-03.",
        }[name],
    )


def test_what_lacks_is_named_once() -> None:
    words = said(
        fact("a", "2026-01", "unknown"),
        fact("b", "2026-01", "unknown"),
        fact("a", "2026-02", "unknown"),
        fact("a", "2026-03", "absent"),
    )

    assert words is not None
    assert words.id.endswith(
        "Belum diketahui: bulan 2026-01 dan 2026-02. Tidak ada datanya: bulan 2026-03."
    )
    assert words.en.endswith(
        "Not known: the months 2026-01 and 2026-02. Without data: the month 2026-03."
    )


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("running", "Triwulan ini masih berjalan, sehingga angkanya belum akhir."),
        ("not_begun", "Triwulan ini belum dimulai."),
        ("ended", "adalah jumlah ketiga bulannya."),
    ],
)
def test_a_quarter_that_is_not_over_says_so(state: PeriodState, end: str) -> None:
    words = said(fact("a", "2026-01"), state=state)

    assert words is not None
    assert words.id.endswith(end)


def test_a_month_and_a_yearly_fact_have_nothing_to_say() -> None:
    assert said(fact("a", "2026-01"), period="2026-01") is None
    assert said(fact("a", "2026")) is None
