"""Tracks as people see them: exact and announced values of every node, predicate, coverage."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Final

from rules.compiled import CompiledEdition, RollUp
from rules.edition import Band, band_of
from rules.exact import announce, write
from rules.floor import NotJudged
from rules.text import Text
from scoring.state.domain.choice import Standard
from scoring.state.domain.track import TrackCode, Tracks, TrackValue

_DEFAULT: Final = Standard()


@dataclass(frozen=True, slots=True)
class NodeScore:
    """The value of a node above the indicators; None where nothing below it is known."""

    code: str
    exact: str | None = None
    announced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackScore:
    """One track of a score. `coverage`: the exact share of the weight that is known.

    `level_share`: the exact share that has a level, last good values included; None where an
    earlier release told it. A track that is `not_judged` has no predicate and no maturity level.
    `oldest_fact_at`: when the oldest fact in use was first read. `stale_since`: since when a fact
    in use can no longer be read.
    """

    track: TrackCode
    coverage: str
    exact: str | None = None
    announced: str | None = None
    previous_exact: str | None = None
    predicate: Text | None = None
    maturity_level: Text | None = None
    level_share: str | None = None
    not_judged: NotJudged | None = None
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None
    nodes: tuple[NodeScore, ...] = ()


def track_scores(
    compiled: CompiledEdition,
    after: Tracks,
    before: Tracks | None = None,
    *,
    standard: Standard = _DEFAULT,
) -> tuple[TrackScore, ...]:
    """Return the tracks that an assessment has, judged; `before`: what they were."""
    total = compiled.total_weight
    return tuple(
        _track(
            compiled,
            code,
            value,
            None if before is None else before.get(code),
            reason=standard.of(code).against(value.level_weight, total),
        )
        for code, value in after.items()
    )


def not_judged(compiled: CompiledEdition, tracks: Tracks, standard: Standard) -> str:
    """Return which tracks are not judged, and why: as `ScoreRow.not_judged` has it."""
    total, found = compiled.total_weight, {}
    for code, value in tracks.items():
        reason = standard.of(code).against(value.level_weight, total)
        if reason is not None:
            found[code] = reason
    return f"{json.dumps([*found])} {json.dumps([*found.values()])}"


def with_previous(
    tracks: Sequence[TrackScore], previous: Mapping[TrackCode, str | None]
) -> tuple[TrackScore, ...]:
    """Return tracks with the exact values that they had before."""
    return tuple(replace(track, previous_exact=previous.get(track.track)) for track in tracks)


def without_nodes(tracks: Sequence[TrackScore]) -> tuple[TrackScore, ...]:
    """Return tracks as a list of scores shows them."""
    return tuple(replace(track, nodes=()) for track in tracks)


def is_same(one: TrackValue, other: TrackValue) -> bool:
    """Say whether two track values show the same to everybody."""
    return one is other or (
        one.covered_weight == other.covered_weight
        and one.level_weight == other.level_weight
        and one.oldest_fact_at == other.oldest_fact_at
        and one.stale_since == other.stale_since
        and (one.values == other.values or all(map(_is_equal, *one.values, *other.values)))
    )


@lru_cache(maxsize=2_000)
def node_scores(compiled: CompiledEdition, values: RollUp) -> tuple[NodeScore, ...]:
    """Return all nodes; cached, because two tracks often have the same values, or the old ones."""
    edition = compiled.edition
    return tuple(
        _node(node.code, numerator, denominator, edition.announced_decimals)
        for node, numerator, denominator in zip(
            edition.inner, values.numerators, values.denominators, strict=True
        )
    )


def _track(
    compiled: CompiledEdition,
    code: TrackCode,
    value: TrackValue,
    before: TrackValue | None,
    *,
    reason: NotJudged | None,
) -> TrackScore:
    nodes = node_scores(compiled, value.values)
    place = _root_of(compiled)
    numerator, denominator = value.values.numerators[place], value.values.denominators[place]
    predicate = maturity = None
    if reason is None:
        predicate, maturity = _bands(compiled, numerator, denominator)
    previous = None
    if before is not None:
        previous = _exact(before.values.numerators[place], before.values.denominators[place])
    return TrackScore(
        track=code,
        coverage=write(value.covered_weight, compiled.total_weight),
        exact=nodes[place].exact,
        announced=nodes[place].announced,
        previous_exact=previous,
        predicate=predicate,
        maturity_level=maturity,
        level_share=write(value.level_weight, compiled.total_weight),
        not_judged=reason,
        oldest_fact_at=value.oldest_fact_at,
        stale_since=value.stale_since,
        nodes=nodes,
    )


def _is_equal(numerator: int, denominator: int, other: int, other_denominator: int) -> bool:
    if not denominator or not other_denominator:
        return denominator == other_denominator
    return numerator * other_denominator == other * denominator


@lru_cache(maxsize=20_000)
def _node(code: str, numerator: int, denominator: int, decimals: int) -> NodeScore:
    announced = announce(numerator, denominator, decimals) if denominator else None
    return NodeScore(code, _exact(numerator, denominator), announced)


@lru_cache(maxsize=20_000)
def _bands(
    compiled: CompiledEdition, numerator: int, denominator: int
) -> tuple[Text | None, Text | None]:
    if not denominator:
        return None, None
    value = Fraction(numerator, denominator)
    edition = compiled.edition
    return (
        _name(band_of(edition.predicates, value)),
        _name(band_of(edition.maturity_levels, value)),
    )


@lru_cache(maxsize=1_000)
def _root_of(compiled: CompiledEdition) -> int:
    return compiled.edition.inner.index(compiled.edition.root)


def _exact(numerator: int, denominator: int) -> str | None:
    return write(numerator, denominator) if denominator else None


def _name(band: Band | None) -> Text | None:
    return None if band is None else band.name
