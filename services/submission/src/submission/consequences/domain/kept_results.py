"""The value of a period and its target, from what scoring told and how the period stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from rules.floor import NotJudged
from rules.period import KIND_NAMES, parse_period
from rules.text import Text
from submission.consequences.domain.standing import PeriodResult, Reference
from submission.scores.domain import Target, TrackScore

# As scoring judges targets.
JUDGED_TRACK: Final = "provisional"

_NO_ASSESSMENT: Final = Text("tidak ada penilaiannya", "it was not assessed")
_SEVERAL: Final = Text(
    "ada beberapa penilaian pada edisi yang berbeda",
    "it was assessed more than once, on several editions",
)
_NOT_JUDGED: Final[dict[NotJudged, Text]] = {
    "below_floor": Text("cakupannya di bawah ambang penilaian", "its coverage is below the floor"),
    "never": Text("nilainya tidak untuk dinilai", "its value is never judged"),
    "not_begun": Text("periodenya belum dimulai", "its period has not begun"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPeriod:
    """An assessment of a period, with what scoring told of it; None: nothing yet."""

    assessment_id: UUID
    edition_code: str
    score: TrackScore | None
    revision: int | None


def result_of(
    period: str, found: Sequence[ScoredPeriod], target: Target | None, *, today: date
) -> PeriodResult:
    """Return the result of a period by its assessments. What is not final is not known."""
    references = [
        Reference("score", str(each.assessment_id), each.revision, period) for each in found
    ]
    if target is not None:
        name = f"{target.agency_code}/{target.instrument_code}/{target.year}/{target.node_code}"
        references.append(Reference("target", name, target.revision, str(target.year)))
    reason, value = _why_unknown(period, found, today), None
    if reason is None and found[0].score is not None:
        value = found[0].score.exact
    return PeriodResult(
        period=period,
        value=value,
        target=None if target is None else target.value,
        reason=reason,
        references=tuple(references),
        edition_code=found[0].edition_code if found else None,
    )


def _why_unknown(period: str, found: Sequence[ScoredPeriod], today: date) -> Text | None:
    known = parse_period(period)
    if not found:
        return _NO_ASSESSMENT
    if len(found) > 1:
        return _SEVERAL
    if known.state_on(today) != "ended":
        name = KIND_NAMES[known.kind]
        return Text(
            f"{name.id} ini berjalan sampai {known.last_day.isoformat()}",
            f"this {name.en} runs until {known.last_day.isoformat()}",
        )
    score = found[0].score
    return None if score is None or score.not_judged is None else _NOT_JUDGED[score.not_judged]
