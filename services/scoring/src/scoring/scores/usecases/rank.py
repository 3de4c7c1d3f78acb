"""Rank the agencies of a campaign by their exact values, each beside earlier ones and its target.

Incomplete data never looks good: what is below its floor, of a period that still runs, or of an
agency that ended before the period did, has no rank.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from kit.auth import Principal
from kit.awaited import awaiting
from kit.database import Session
from kit.errors import missing
from rules.edition import Edition
from rules.exact import Number, parse
from rules.floor import not_yet
from rules.lives import note_of
from rules.period import KIND_NAMES, parse_period
from rules.ranking import ranked
from rules.text import Text
from scoring.recompute.domain.track_score import TrackScore
from scoring.scores.domain import ScoreFilter, at_moment
from scoring.scores.store import heads
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_states
from scoring.scores.usecases.find_trends import Trends, find_trends
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.track import TrackCode
from scoring.state.store import agency, assessment
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import AGENCIES
from scoring.state.usecases.load import known_editions
from scoring.targets import store as targets
from scoring.targets.domain import Target
from scoring.targets.usecases.judge import year_of

# An agency takes part in a campaign once; no region has so many.
_ALL: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An agency of a campaign. Without a rank `why` says why it has none.

    `track`: as it is judged now; None while nothing was computed. The rest is there of those that
    are shown only: `state`: what the score is made of; `target`: that of the index in the year.
    """

    head: ScoreHead
    track: TrackScore | None
    rank: int | None = None
    why: Text | None = None
    state: Assessment | None = None
    trends: Trends | None = None
    target: Target | None = None

    @property
    def value(self) -> Number | None:
        """Return the exact value if it is judged."""
        track = self.track
        if track is None or track.exact is None or track.not_judged is not None:
            return None
        return parse(track.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The agencies of a campaign within reach: those with a rank first, then the others by code."""

    items: Sequence[Ranked]
    edition: Edition | None


async def rank_campaign(
    session: Session,
    principal: Principal,
    campaign_code: str,
    track: TrackCode,
    *,
    begun: int,
    limit: int,
    memory: Memory,
    at: datetime,
) -> Ranking:
    """Return the agencies from a place on. Ranks are those among the agencies within reach.

    Raises:
        NotFound: Nobody within reach takes part in such a campaign.
    """
    root = AGENCIES.root_of(principal)
    if not await assessment.takes_part(session, campaign_code, root_code=root):
        told = Text("Kegiatan ini tidak ada.", "There is no such campaign.")
        raise awaiting(missing("campaign_code", told), f"campaigns/{campaign_code}")
    wanted, day = ScoreFilter(campaign_code=campaign_code), at.date()
    found = await heads.after(session, None, root_code=root, wanted=wanted, limit=_ALL, day=day)
    tree = await agency.tree(session)
    placed = _placed(found, track, tree, at)[begun : begun + limit]
    code = found[0].opening.edition_code
    edition = (await known_editions(session, [code], memory)).get(code)
    return Ranking(
        items=await _with_all(session, placed, track, edition, tree=tree, memory=memory, at=at),
        edition=edition,
    )


def _placed(
    found: Iterable[ScoreHead], track: TrackCode, tree: AgencyTree, at: datetime
) -> list[Ranked]:
    """Return all in their order, those with a rank first."""
    shown = [Ranked(head=head, track=_track(head, track, at)) for head in found]
    final = [
        each
        for each in shown
        if each.head.opening.period_state(at) == "ended" and not each.head.is_cut_short
    ]
    judged = [(each, value) for each in final if (value := each.value) is not None]
    places = [replace(each, rank=rank) for rank, (each, _) in ranked(judged, lambda pair: pair[1])]
    taken = {each.head.opening.assessment_id for each in places}
    others = [each for each in shown if each.head.opening.assessment_id not in taken]
    return [*places, *(replace(each, why=_why(each, tree, at)) for each in others)]


def _track(head: ScoreHead, track: TrackCode, at: datetime) -> TrackScore | None:
    kept = next((each for each in head.tracks if each.track == track), None)
    return None if kept is None else at_moment(kept, head.opening, at)


def _why(each: Ranked, tree: AgencyTree, at: datetime) -> Text | None:
    """Return why there is no rank; None where the track itself says why it is not judged."""
    period = parse_period(each.head.opening.period)
    if each.head.life is not None and each.head.is_cut_short:
        told = note_of(each.head.life, at.date(), period)
        return None if told is None else _with_successors(told, each, tree)
    if each.track is not None and each.track.not_judged is not None:
        return None
    if each.value is None:
        return not_yet(Text("belum ada nilainya", "there is no value yet"))
    name = KIND_NAMES[period.kind]
    return not_yet(
        Text(
            f"{name.id} {period.code} masih berjalan sampai {period.last_day}",
            f"the {name.en} {period.code} runs until {period.last_day}",
        )
    )


def _with_successors(told: Text, each: Ranked, tree: AgencyTree) -> Text:
    """Return what is told of an agency that is gone, and who goes on."""
    found = tree.successors(each.head.opening.agency_code)
    if not found:
        return told
    named = ", ".join(f"{one.name} ({one.code})" for one in found)
    return Text(f"{told.id} Diteruskan oleh {named}.", f"{told.en} It is carried on by {named}.")


async def _with_all(
    session: Session,
    placed: Sequence[Ranked],
    track: TrackCode,
    edition: Edition | None,
    *,
    tree: AgencyTree,
    memory: Memory,
    at: datetime,
) -> list[Ranked]:
    if edition is None:
        return [*placed]
    shown = [each.head for each in placed]
    states = await read_states(session, shown, memory)
    judged = {
        each.head.opening.assessment_id: None if each.rank is None else each.value
        for each in placed
    }
    trends = await find_trends(
        session, shown, track, edition, judged, tree=tree, memory=memory, at=at
    )
    goals = await _targets(session, shown, edition)
    return [
        replace(
            each,
            state=states.get(each.head.opening.assessment_id),
            trends=trends[each.head.opening.assessment_id],
            target=goals.get(each.head.opening.agency_code),
        )
        for each in placed
    ]


async def _targets(
    session: Session, shown: Sequence[ScoreHead], edition: Edition
) -> Mapping[str, Target]:
    """Return the targets of the index in the year of the campaign, by agency."""
    years = {
        (head.opening.agency_code, edition.instrument_code, year_of(head.opening)) for head in shown
    }
    if not years:
        return {}
    found = await targets.of_years(session, years)
    return {each.agency_code: each for each in found if each.node_code == edition.root.code}
