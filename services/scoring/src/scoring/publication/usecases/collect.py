"""Collect everything that makes up a score, as a published result records it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from kit.database import Session
from rules.canonical import canonical, sha256
from rules.fact import FactKey
from rules.text import Text
from scoring.contradictions import store as contradictions
from scoring.contradictions.domain import Contradiction
from scoring.publication.domain.footing import not_judged_part, without_level_part
from scoring.publication.domain.obstacles import CannotPublishError, NotYetError
from scoring.publication.domain.state import submission_part
from scoring.publication.events import decision_event, fact_event
from scoring.publication.store.traces import KeptTrace, traces_of
from scoring.requests.domain import Request
from scoring.results.domain import record
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import Content
from scoring.scores.usecases.show import IndicatorView, NodeView, ScoreView, TrackView
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.decision import StoredDecision
from scoring.state.domain.observation import FactObservation
from scoring.state.domain.opening import SetKey
from scoring.state.domain.trace import FactTrace, RuleTrace, facts_of
from scoring.state.domain.track import EVALUATION, StagePair, Stages
from scoring.state.store import edition, fact, level
from scoring.state.store.edition import Document

# What the event has beside the content that is hashed.
_ENVELOPE: Final = frozenset({"revision", "content_hash", "published_at"})
# A rule is open once at most, and a set has fewer rules than this.
_MOST_FOUND: Final = 10_000

_read_trace = msgspec.json.Decoder(RuleTrace).decode


class Collected(NamedTuple):
    """What is published, and the documents it rests on in canonical form."""

    content: Content
    edition: bytes
    derivations: bytes | None


class _Document(NamedTuple):
    body: Mapping[str, Any]
    content: bytes
    content_hash: str


async def collect_result(
    session: Session, view: ScoreView, track: TrackView, asked: Request
) -> Collected:
    """Return all that makes up a track, shown as the one that is asked for, and what was signed.

    Raises:
        CannotPublishError: A document on which it rests is not what its hash says.
        NotYetError: The derivation set has not come yet.
    """
    opening = view.head.opening
    base = await _edition(session, opening.edition_code)
    chosen = await _set(session, opening.set_key)
    traces = await traces_of(session, opening.assessment_id)
    decisions = await level.decisions(session, opening.assessment_id)
    found = await contradictions.after(
        session, opening.assessment_id, None, is_open=True, limit=_MOST_FOUND
    )
    content = Content(
        agency_code=opening.agency_code,
        agency_name=view.head.agency_name,
        campaign_code=opening.campaign_code,
        period=opening.period,
        opened_at=opening.opened_at,
        track=asked.track,
        edition=_edition_part(base),
        derivation_set=_set_part(chosen),
        index=_index(track),
        nodes=tuple(map(_node, track.nodes)),
        indicators=tuple(_indicators(track.indicators, decisions, traces, opening.stages)),
        facts=tuple(await _facts(session, traces)),
        contradictions=tuple(map(_contradiction, found)),
        submission=submission_part(asked, _unanswered(track)),
        stages=_stages(opening.stages),
        not_judged=not_judged_part(track.footing),
        without_level=without_level_part(track.footing),
    )
    return Collected(content, base.content, chosen.content if chosen else None)


async def _edition(session: Session, code: str) -> _Document:
    found = await edition.editions(session, [code])
    return _document(found[code], name=code)


async def _set(session: Session, key: SetKey | None) -> _Document | None:
    if key is None:
        return None
    found = (await edition.sets(session, [key])).get(key)
    if found is None:
        raise NotYetError("unknown")
    return _document(found, name=f"{key.edition_code}/{key.version}")


def _document(stored: Document, *, name: str) -> _Document:
    body = msgspec.json.decode(stored.body, type=dict[str, Any])
    known = {key: _known(part) for key, part in body.items() if key not in _ENVELOPE}
    content = canonical({key: part for key, part in known.items() if part is not None})
    if sha256(content) != stored.content_hash:
        raise CannotPublishError(
            [
                Text(
                    f"Isi {name} di sini lain dari yang diterbitkan. Hasil yang memakainya tidak"
                    " dapat diterbitkan.",
                    f"What is kept here of {name} is not what was published. A result that uses it"
                    " cannot be published.",
                )
            ]
        )
    return _Document(body, content, stored.content_hash)


def _known(value: Any) -> Any:
    """Return a value without the fields that hold nothing."""
    if isinstance(value, dict):
        return {name: _known(part) for name, part in value.items() if part is not None}
    return [_known(part) for part in value] if isinstance(value, list) else value


def _edition_part(document: _Document) -> record.EditionPart:
    body = document.body
    caveat = body.get("caveat")
    return record.EditionPart(
        code=body["edition_code"],
        content_hash=document.content_hash,
        title=TextPart(**body["title"]),
        certainty=body["certainty"],
        caveat=None if caveat is None else TextPart(**caveat),
    )


def _set_part(document: _Document | None) -> record.SetPart | None:
    if document is None:
        return None
    version = document.body["derivation_set_version"]
    return record.SetPart(version=version, content_hash=document.content_hash)


def _stages(stages: Stages) -> tuple[StagePair, ...] | None:
    """Return the stages, if they are others than the first ones of an evaluation."""
    is_usual = EVALUATION.pairs[: len(stages.pairs)] == stages.pairs
    return None if is_usual else stages.pairs


def _index(track: TrackView) -> record.IndexPart:
    score = track.score
    return record.IndexPart(
        exact=score.exact or "",
        announced=score.announced or "",
        coverage=score.coverage,
        predicate=_text(score.predicate),
        maturity_level=_text(score.maturity_level),
        oldest_fact_at=score.oldest_fact_at,
        stale_since=score.stale_since,
    )


def _unanswered(track: TrackView) -> set[str]:
    """Return the codes of what nobody gave a level, and of what follows from that."""
    missing = {*track.footing.missing}
    above = {each.parent_code for each in track.indicators if each.code in missing}
    return missing | {code for code in above if code is not None}


def _node(view: NodeView) -> record.NodePart:
    return record.NodePart(
        code=view.code,
        kind=view.kind,
        name=TextPart(id=view.name.id, en=view.name.en),
        parent_code=view.parent_code,
        weight=view.weight,
        exact=view.exact,
        announced=view.announced,
    )


def _indicators(
    views: Sequence[IndicatorView],
    decisions: Sequence[StoredDecision],
    traces: Sequence[KeptTrace],
    stages: Stages,
) -> Iterator[record.IndicatorPart]:
    decided = {(stored.indicator_code, stages.codes[stored.stage]): stored for stored in decisions}
    derived = {kept.indicator_code: kept for kept in traces}
    for view in views:
        trace = derived.get(view.code)
        yield record.IndicatorPart(
            code=view.code,
            kind=view.kind,
            name=TextPart(id=view.name.id, en=view.name.en),
            parent_code=view.parent_code,
            weight=view.weight,
            level=view.level,
            announced=view.announced,
            level_name=_text(view.level_name),
            source=view.source,
            covered=view.covered,
            decision=_decision(decided[view.code, view.stage]) if view.stage else None,
            derivation=None if trace is None else _derivation(trace),
        )


def _decision(row: StoredDecision) -> record.DecisionPart:
    decided = row.decision
    return record.DecisionPart(
        stage=decided.stage,
        explanation=decided.explanation,
        decided_by=decided.decided_by,
        decided_at=decided.decided_at,
        revision=decided.revision,
        event=decision_event(row.place),
    )


def _derivation(row: KeptTrace) -> record.DerivationPart:
    return record.DerivationPart(
        rule_code=row.rule_code,
        level=row.level,
        covered=row.covered,
        oldest_fact_at=row.oldest_fact_at,
        stale_since=row.stale_since,
        trace=msgspec.json.decode(row.trace),
    )


async def _facts(session: Session, traces: Sequence[KeptTrace]) -> list[record.FactPart]:
    """Return every fact that a trace names, as its source tells it, by agency and name."""
    named = {_key(traced) for row in traces for traced in facts_of(_read_trace(row.trace))}
    parts = []
    for said, place in await fact.find(session, {key for key, source in named if source}):
        if (FactKey(said.agency_code, said.fact, said.period), said.source_code) in named:
            parts.append(_fact(said, place))
    return sorted(
        parts, key=lambda part: (part.agency_code, part.fact, part.period, part.source_code)
    )


def _fact(said: FactObservation, place: EventPlace) -> record.FactPart:
    return record.FactPart(
        agency_code=said.agency_code,
        fact=said.fact,
        period=said.period,
        source_code=said.source_code,
        revision=said.revision,
        status=said.status,
        value=said.value,
        observed_at=said.observed_at,
        run_id=said.run_id,
        adapter=said.adapter,
        last_good=msgspec.to_builtins(said.last_good),
        records=msgspec.to_builtins(said.records),
        record_count=said.record_count,
        event=fact_event(place),
    )


def _contradiction(found: Contradiction) -> record.ContradictionPart:
    return record.ContradictionPart(
        rule_code=found.rule_code,
        number=found.number,
        severity=found.severity,
        indicator_code=found.indicator_code,
        text=TextPart(id=found.text_id, en=found.text_en),
        opened_at=found.opened_at,
    )


def _key(traced: FactTrace) -> tuple[FactKey, str | None]:
    return FactKey(traced.agency_code, traced.fact, traced.period or ""), traced.source_code


def _text(text: Any) -> TextPart | None:
    return None if text is None else TextPart(id=text.id, en=text.en)
