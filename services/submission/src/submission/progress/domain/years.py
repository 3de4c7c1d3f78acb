"""Whether the final value of an agency is above that of the year before.

The value is that of the last stage that is closed; a stage that decided nothing inherits that of
the one before. It is final once the last stage of all is closed. An agency without its own value of
the year before is held against that of the only predecessor that it began from; a result of
several cannot be compared, nor one on another edition, nor one of an agency that took another in
between the two years. What cannot be compared is never taken for better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from rules.exact import Number
from rules.period import parse_period
from rules.succession import Takeover, founders, parting, taken_in
from rules.text import Text
from submission.agencies.domain import Agency
from submission.campaigns.domain.stages import Stage, up_to
from submission.scores.domain import TrackScore

Outcome = Literal["higher", "equal", "lower", "unknown"]
# Why nothing can be said.
Cause = Literal[
    "not_final",
    "ended",
    "not_judged",
    "no_year_before",
    "year_before_not_final",
    "year_before_not_judged",
    "several_predecessors",
    "took_over",
    "other_edition",
]

CAUSE_NAMES: Final[Mapping[Cause, Text]] = {
    "not_final": Text("tahap terakhir belum ditutup", "the last stage is not closed"),
    "ended": Text(
        "instansinya berakhir sebelum tahap terakhir ditutup; lihat penerusnya",
        "the agency ended before the last stage was closed; see its successors",
    ),
    "not_judged": Text("nilai akhirnya belum dapat dinilai", "its final value is not judged"),
    "no_year_before": Text(
        "tidak ada penilaian tahun sebelumnya", "there is no assessment of the year before"
    ),
    "year_before_not_final": Text(
        "tahap terakhir tahun sebelumnya belum ditutup",
        "the last stage of the year before is not closed",
    ),
    "year_before_not_judged": Text(
        "nilai akhir tahun sebelumnya tidak dapat dinilai",
        "the final value of the year before is not judged",
    ),
    "several_predecessors": Text(
        "penerus dari beberapa instansi, sehingga tidak dapat dibandingkan",
        "it took over from several agencies and cannot be compared",
    ),
    "took_over": Text(
        "instansi lain digabungkan ke dalamnya di antara kedua tahun itu, sehingga tidak dapat"
        " dibandingkan",
        "another agency was merged into it between the two years: they cannot be compared",
    ),
    "other_edition": Text(
        "edisi tahun sebelumnya berbeda, sehingga tidak dapat dibandingkan",
        "the edition of the year before is another one: they cannot be compared",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPart:
    """An agency's assessment of a year; `is_final`: its last stage is closed.

    `closed_stage`: the last of its stages that is closed; None while none is. `has_ended`: it ended
    with its agency, or will on a day that is known. `is_parted`, of a year before: the agency took
    another one in since.
    """

    assessment_id: UUID
    agency_code: str
    campaign_code: str
    edition_code: str
    period: str
    is_final: bool
    closed_stage: str | None
    has_ended: bool = False
    is_parted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearValue:
    """The value of an assessment at its last closed stage, whose `track` it is.

    `score`: of the last stage until then that decided anything.
    """

    part: YearPart
    track: str
    exact: Number
    score: TrackScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The values of two years; `cause`: why nothing can be said."""

    part: YearPart
    outcome: Outcome
    now: YearValue | None = None
    before: YearValue | None = None
    cause: Cause | None = None

    @property
    def difference(self) -> Number | None:
        """Return by how much the value rose; None where nothing can be said."""
        if self.outcome == "unknown" or self.now is None or self.before is None:
            return None
        return self.now.exact - self.before.exact


def value_of(
    part: YearPart, stages: Sequence[Stage], tracks: Mapping[str, TrackScore]
) -> YearValue | None:
    """Return the value at the last closed stage; None without one, or where it is not judged."""
    closed = up_to((*stages,), part.closed_stage or "")
    for stage in reversed(closed):
        score = tracks.get(stage.track)
        if score is not None and score.exact is not None:
            if score.not_judged is not None:
                return None
            return YearValue(part=part, track=closed[-1].track, exact=score.exact, score=score)
    return None


def predecessor_in(
    part: YearPart, parts: Mapping[str, Sequence[YearPart]], agencies: Mapping[str, Agency]
) -> YearPart | Cause:
    """Return the assessment of the year before that one of now is held against.

    `parts`: those of the year before by agency; one on the same edition goes before others.
    `agencies`: the assessed ones and all that they took over from.
    """
    seen: set[str] = set()
    code, took_in = part.agency_code, list[Takeover]()
    while code not in seen:
        seen.add(code)
        took_in += taken_in(code, agencies)
        if own := parts.get(code):
            year = min(
                own, key=lambda each: (each.edition_code != part.edition_code, each.edition_code)
            )
            periods = parse_period(year.period), parse_period(part.period)
            return replace(year, is_parted=bool(parting(took_in, *periods)))
        before = founders(code, agencies)
        if len(before) > 1:
            return "several_predecessors"
        if not before:
            break
        (code,) = before
    return "no_year_before"


def compare(
    part: YearPart,
    before: YearPart | Cause,
    stages: Sequence[Stage],
    tracks: Mapping[UUID, Mapping[str, TrackScore]],
) -> Comparison:
    """Return how the final value of an agency stands to that of the year before."""
    now = value_of(part, stages, tracks.get(part.assessment_id, {}))
    then = None
    if not isinstance(before, str):
        then = value_of(before, stages, tracks.get(before.assessment_id, {}))
    cause = _cause(part, before, now, then)
    if cause is not None or now is None or then is None:
        return Comparison(part=part, outcome="unknown", now=now, before=then, cause=cause)
    outcome: Outcome = "equal"
    if now.exact != then.exact:
        outcome = "higher" if now.exact > then.exact else "lower"
    return Comparison(part=part, outcome=outcome, now=now, before=then)


def _cause(
    part: YearPart, before: YearPart | Cause, now: YearValue | None, then: YearValue | None
) -> Cause | None:
    if not part.is_final:
        return "ended" if part.has_ended else "not_final"
    if now is None:
        return "not_judged"
    if isinstance(before, str):
        return before
    if not before.is_final:
        return "year_before_not_final"
    if then is None:
        return "year_before_not_judged"
    return _break(part, before)


def _break(part: YearPart, before: YearPart) -> Cause | None:
    if before.edition_code != part.edition_code:
        return "other_edition"
    return "took_over" if before.is_parted else None
