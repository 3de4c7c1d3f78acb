"""Events of the topic `instrument.edition`, keyed by edition code."""

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec

from contracts.envelope import Event
from contracts.topics import EDITION
from contracts.values import (
    Certainty,
    Code,
    ContentHash,
    Exact,
    Instant,
    PeriodKind,
    Revision,
    Sentence,
    Text,
)

NodeKind = Literal["instrument", "domain", "aspect", "indicator", "criterion"]
Aggregation = Literal["weighted_mean", "mean", "sum", "minimum", "ladder"]
Symbol = Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,20}$(?!\n)")]


class ScaleLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One named step of a scale; `symbol` is what people write for it: a grade's letters."""

    value: Exact
    name: Text
    symbol: Symbol | None = None


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The values an indicator can take.

    `levels`: the named ones only. `grades`, `fractional`: the named ones and all between the ends.
    `percent`: all between the ends, without names. `empty` is what an empty answer counts; None: it
    counts nothing.
    """

    code: Code
    kind: Literal["levels", "grades", "percent", "fractional"]
    minimum: Exact
    maximum: Exact
    empty: Exact | None = None
    levels: tuple[ScaleLevel, ...] = ()


class LadderValue(msgspec.Struct, frozen=True, kw_only=True):
    """The value of an indicator from a share of its criteria on: [0, 1]."""

    value: Exact
    minimum: Exact
    minimum_inclusive: bool = True


class LevelDescription(msgspec.Struct, frozen=True, kw_only=True):
    """What one level of an indicator means, in a sentence."""

    value: Exact
    text: Text


class EvidenceHint(msgspec.Struct, frozen=True, kw_only=True):
    """What proves a level from `level` on; indicators that one document serves share its code."""

    code: Code
    name: Text
    level: Exact | None = None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One node of an edition's tree. `weight` is its share in the whole, in percent points.

    `aggregation` says how a node follows from its children: their mean by weight, their plain mean,
    the least of them, points (weight x mean / 100), or, for an indicator, the `ladder` over the
    share of its criteria that are met. `not_applicable` goes before the edition's rule: its weight
    goes to its siblings, it counts as `anchor`, or it is refused. `related`: what it builds on.
    A level from `reviewed_from` up needs a record of a review by people: no rule claims it.
    """

    code: Code
    kind: NodeKind
    name: Text
    weight: Exact
    parent_code: Code | None = None
    aggregation: Aggregation | None = None
    ladder: tuple[LadderValue, ...] = ()
    scale_code: Code | None = None
    not_applicable: Literal["redistribute", "anchor", "refuse"] | None = None
    anchor: Exact | None = None
    page: Annotated[int, msgspec.Meta(ge=1)] | None = None
    source: Sentence | None = None
    certainty: Certainty | None = None
    levels: tuple[LevelDescription, ...] = ()
    reviewed_from: Exact | None = None
    evidence: tuple[EvidenceHint, ...] = ()
    applicability: Text | None = None
    coaching_ministry: Sentence | None = None
    related: tuple[Code, ...] = ()


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A named band of the exact index. A missing bound is open towards infinity."""

    name: Text
    symbol: Symbol | None = None
    minimum: Exact | None = None
    minimum_inclusive: bool = True
    maximum: Exact | None = None
    maximum_inclusive: bool = False


class EditionPublishedV1(Event, frozen=True, kw_only=True):
    """An edition was published and will never change; carries its whole content.

    Without `revision`, `content_hash` and `published_at`, without null and with sorted keys, the
    body is the canonical form whose SHA-256 is the content hash.
    """

    TYPE: ClassVar[str] = "instrument.edition.published.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    instrument_code: Code
    revision: Revision
    content_hash: ContentHash
    title: Text
    source: str
    certainty: Certainty
    period_kind: PeriodKind
    announced_decimals: Annotated[int, msgspec.Meta(ge=0, le=10)]
    scales: tuple[Scale, ...]
    nodes: tuple[Node, ...]
    predicates: tuple[Band, ...]
    maturity_levels: tuple[Band, ...]
    published_at: Instant
    in_force_from: date | None = None
    in_force_until: date | None = None
    caveat: Text | None = None
    not_applicable: Literal["redistribute", "refuse"] = "refuse"

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code


class EditionRetiredV1(Event, frozen=True, kw_only=True):
    """An edition is no longer offered for new campaigns; what runs on it goes on."""

    TYPE: ClassVar[str] = "instrument.edition.retired.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    revision: Revision
    reason: str
    retired_at: Instant

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code
