"""How the months of a quarter come to its number, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from rules.fact import OverMonths
from rules.period import Period, PeriodState, kind_of, months_of
from rules.text import Text
from scoring.reasons.domain.raises_by_rule import TitleOf
from scoring.reasons.domain.wording import joined, listed
from scoring.state.domain.trace import FactTrace

OverOf = Callable[[str], OverMonths | None]

_HOW: Final[Mapping[OverMonths, Text]] = {
    "sum": Text("jumlah ketiga bulannya", "the sum of its three months"),
    "mean": Text("rata-rata ketiga bulannya", "the mean of its three months"),
    "last": Text("angka bulan terakhirnya, {last}", "that of its last month, {last}"),
}
_NOT_FINAL: Final[Mapping[PeriodState, Text]] = {
    "not_begun": Text("Triwulan ini belum dimulai.", "The quarter has not begun."),
    "running": Text(
        "Triwulan ini masih berjalan, sehingga angkanya belum akhir.",
        "The quarter is still running, so that its number is not final.",
    ),
}


def months_text(
    facts: Sequence[FactTrace],
    quarter: Period,
    *,
    title_of: TitleOf,
    over_of: OverOf,
    state: PeriodState,
) -> Text | None:
    """Say how monthly facts become the quarter's, and which months lack; None: none is monthly."""
    monthly = [fact for fact in facts if fact.period and kind_of(fact.period) == "month"]
    if quarter.kind != "quarter" or not monthly:
        return None
    last = months_of(quarter.code)[-1]
    said = []
    for name in dict.fromkeys(fact.fact for fact in monthly):
        over, title = over_of(name), title_of(name)
        if over is not None:
            how = _HOW[over]
            said.append(
                Text(
                    f"“{title.id}” triwulan ini adalah {how.id.format(last=last)}.",
                    f"“{title.en}” of the quarter is {how.en.format(last=last)}.",
                )
            )
    said += _lacking(monthly)
    return joined([*said, *([_NOT_FINAL[state]] if state in _NOT_FINAL else [])])


def _lacking(facts: Sequence[FactTrace]) -> Iterator[Text]:
    words = {
        "unknown": Text("Belum diketahui", "Not known"),
        "absent": Text("Tidak ada datanya", "Without data"),
    }
    for status, word in words.items():
        months = sorted({fact.period for fact in facts if fact.status == status and fact.period})
        if months:
            yield Text(
                f"{word.id}: bulan {listed(months, 'dan')}.",
                f"{word.en}: the month {listed(months, 'and')}."
                if len(months) == 1
                else f"{word.en}: the months {listed(months, 'and')}.",
            )
