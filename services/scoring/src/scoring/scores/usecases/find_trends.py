"""Hold many scores against those of the period before and of the same period of last year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kit.database import Session
from rules.edition import Edition
from rules.exact import Number, parse, simplest
from rules.period import containing, kind_of, parse_period, preceding
from rules.succession import note_of, parting
from rules.text import Text
from scoring.scores.domain import at_moment
from scoring.scores.store import heads
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.agency import AgencyTree, Lineage
from scoring.state.domain.track import TrackCode
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A value beside an earlier one. Without a `difference`, `why` says why it is not compared."""

    period: str
    head: ScoreHead | None = None
    exact: Number | None = None
    difference: Number | None = None
    why: Text | None = None


class Trends(NamedTuple):
    """Against the period before, and against the same period of last year."""

    before: Trend
    last_year: Trend


class _Asked(NamedTuple):
    """What all trends of a ranking are found from.

    `earlier`: the scores of both periods; `values`: what is held against them, by assessment.
    """

    track: TrackCode
    earlier: Sequence[ScoreHead]
    values: Mapping[UUID, Number | None]
    tree: AgencyTree
    at: datetime


async def find_trends(
    session: Session,
    shown: Sequence[ScoreHead],
    track: TrackCode,
    edition: Edition,
    values: Mapping[UUID, Number | None],
    *,
    tree: AgencyTree,
    memory: Memory,
    at: datetime,
) -> Mapping[UUID, Trends]:
    """Return the trends of scores of one period and edition, by assessment.

    `values`: their exact values, None where they are not judged or not final.
    """
    if not shown:
        return {}
    now = shown[0].opening.period
    periods = preceding(now), containing(now, kind_of(now), year_offset=-1) or now
    lines = {code: tree.line(code) for code in {head.opening.agency_code for head in shown}}
    codes = {code for line in lines.values() for code in line.codes}
    known = await known_editions(session, await heads.editions_of(session, [*codes]), memory)
    same = [code for code, each in known.items() if each.instrument_code == edition.instrument_code]
    earlier = await heads.of_periods(session, codes, periods, same)
    asked = _Asked(track, earlier, values, tree, at)
    return {
        head.opening.assessment_id: Trends(
            *(_trend(head, period, lines[head.opening.agency_code], asked) for period in periods)
        )
        for head in shown
    }


def _trend(head: ScoreHead, period: str, line: Lineage, asked: _Asked) -> Trend:
    own = head.opening
    chosen = _chosen(head, period, line, asked.earlier)
    if chosen is None:
        return Trend(period=period, why=_none(period, line.merged))
    kept = next((each for each in chosen.tracks if each.track == asked.track), None)
    judged = None if kept is None else at_moment(kept, chosen.opening, asked.at)
    exact = None if judged is None or judged.exact is None else parse(judged.exact)
    value = asked.values[own.assessment_id]
    cut_short = next((each for each in (chosen, head) if each.is_cut_short), None)
    if cut_short is not None:
        why = _cut_short(cut_short)
    elif chosen.opening.edition_code != own.edition_code:
        why = _broken(chosen.opening.edition_code, own.edition_code)
    elif taken := parting(line.takeovers, parse_period(period), parse_period(own.period)):
        named = {code: each.name for code, each in asked.tree.agencies.items()}
        why = note_of(taken, named)
    elif exact is None or judged is None or judged.not_judged is not None:
        why = _not_judged(period)
    elif value is None:
        why = _not_judged(own.period)
    else:
        return Trend(period=period, head=chosen, exact=exact, difference=simplest(value - exact))
    return Trend(period=period, head=chosen, exact=exact, why=why)


def _chosen(
    head: ScoreHead, period: str, line: Lineage, earlier: Sequence[ScoreHead]
) -> ScoreHead | None:
    """Return the nearest of the line; of its several assessments one on the same edition."""
    found = [
        each
        for each in earlier
        if each.opening.period == period and each.opening.agency_code in line.codes
    ]
    return min(
        found,
        key=lambda each: (
            line.codes.index(each.opening.agency_code),
            each.opening.edition_code != head.opening.edition_code,
        ),
        default=None,
    )


def _none(period: str, merged: Sequence[str]) -> Text:
    if merged:
        some = ", ".join(merged)
        return Text(
            f"Meneruskan beberapa instansi ({some}); nilai {period} tidak dapat dibandingkan.",
            f"It took over from several ({some}); the value of {period} cannot be compared.",
        )
    return Text(
        f"Tidak ada penilaian {period} dengan instrumen yang sama.",
        f"There is no assessment of {period} with the same instrument.",
    )


def _broken(before: str, now: str) -> Text:
    return Text(
        f"Seri terputus: diukur dengan edisi {before}, bukan {now}; tidak dapat dibandingkan.",
        f"The series breaks: it was measured by edition {before}, not {now}; they cannot be"
        " compared.",
    )


def _cut_short(head: ScoreHead) -> Text:
    code, period = head.opening.agency_code, head.opening.period
    return Text(
        f"{code} berakhir sebelum {period} selesai, sehingga tidak dibandingkan.",
        f"{code} ended before {period} did, so nothing is compared.",
    )


def _not_judged(period: str) -> Text:
    return Text(
        f"{period} belum dapat dinilai, sehingga tidak dibandingkan.",
        f"{period} cannot be judged yet, so nothing is compared.",
    )
