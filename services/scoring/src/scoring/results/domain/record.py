"""The record of a published result: everything that makes it up.

Exact numbers are texts, instants are UTC. The canonical bytes of the whole record are hashed,
chained and signed. Format version 2 is version 1 with a part more: what was asked and signed in
submission, why the result is not judged, or its stages where they are others than those of an
evaluation. Results of before there were requests have nothing of submission; those without any
other part are of version 1. Version 3 says of a result that is not judged what does not apply,
version 4 of one that is judged what has no level, and of each why submission left it without an
answer. Version 5 names the evidence that indicators rest on. Later versions may add other parts.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET

from rules.canonical import canonical
from rules.text import Text
from scoring.results.domain.canonical import read_canonical
from scoring.results.domain.flaw import flaw_found, require_same
from scoring.results.domain.judged import NotJudgedPart, WithoutLevelPart
from scoring.results.domain.part import Part, TextPart
from scoring.results.domain.signed import SubmissionPart

FORMAT: Final = "tolok-result"
FORMAT_VERSION: Final = 1
PARTS_VERSION: Final = 2
INAPPLICABLE_VERSION: Final = 3
GAPS_VERSION: Final = 4
LINKS_VERSION: Final = 5
FILE: Final = "result.json"

_A_FIELD: Final = Text(f"isian menurut format {FORMAT}", f"a field as {FORMAT} has it")
_NO_FIELD: Final = Text(
    "isian yang kurang, tidak dikenal, atau berisi jenis nilai lain",
    "a field that is missing, unknown, or has a value of another kind",
)

FormatVersion = Literal[1, 2, 3, 4, 5]

# What facts alone say (`live`) is not published.
PublishedTrack = Annotated[
    str, msgspec.Meta(pattern=r"^(?!(live|published)$)[a-z][a-z0-9_]{0,39}$(?!\n)")
]


class EventPart(Part, frozen=True, kw_only=True):
    """Where on Kafka an event stands."""

    event_id: str
    topic: str
    partition: int
    offset: int
    event_time: datetime


class EditionPart(Part, frozen=True, kw_only=True):
    """The edition; its content is the one with this SHA-256."""

    code: str
    content_hash: str
    title: TextPart
    certainty: str
    caveat: TextPart | None


class SetPart(Part, frozen=True, kw_only=True):
    """The derivation set; its content is the one with this SHA-256."""

    version: int
    content_hash: str


class IndexPart(Part, frozen=True, kw_only=True):
    """What the track adds up to."""

    exact: str
    announced: str
    coverage: str
    predicate: TextPart | None
    maturity_level: TextPart | None
    oldest_fact_at: datetime | None
    stale_since: datetime | None


class NodePart(Part, frozen=True, kw_only=True):
    """A node above the indicators."""

    code: str
    kind: str
    name: TextPart
    parent_code: str | None
    weight: str
    exact: str | None
    announced: str | None


class DecisionPart(Part, frozen=True, kw_only=True):
    """The decision of a person that the track counts."""

    stage: str
    explanation: str
    decided_by: str
    decided_at: datetime
    revision: int
    event: EventPart


class DerivationPart(Part, frozen=True, kw_only=True):
    """What the indicator's rule gave, whether or not the track counts it, and how."""

    rule_code: str
    level: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    trace: Any


class IndicatorPart(Part, frozen=True, kw_only=True):
    """An indicator or criterion with the level that the track counts."""

    code: str
    kind: str
    name: TextPart
    parent_code: str | None
    weight: str
    level: str | None
    announced: str | None
    level_name: TextPart | None
    source: str
    covered: bool
    decision: DecisionPart | None
    derivation: DerivationPart | None


class FactPart(Part, frozen=True, kw_only=True):
    """A fact that a rule read, as its source told it, with the records it was read from."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    revision: int
    status: str
    value: bool | str | None
    observed_at: datetime
    run_id: UUID
    adapter: str
    last_good: Any
    records: Any
    record_count: int
    event: EventPart


class ContradictionPart(Part, frozen=True, kw_only=True):
    """A contradiction that was open; `number` counts those of its rule."""

    rule_code: str
    number: int
    severity: str
    indicator_code: str | None
    text: TextPart
    opened_at: datetime


class Content(Part, frozen=True, kw_only=True, omit_defaults=True):
    """The state that is published. The same state has the same content.

    `not_judged` and `without_level` are written only where there is something to say; a result is
    one or the other. `stages`: pairs of a stage's code
    and its track, in order; left out where they are the first ones of an SPBE evaluation, or all of
    them, so that its record stays what it always was.
    """

    agency_code: str
    agency_name: str | None
    campaign_code: str
    period: str
    opened_at: datetime
    track: PublishedTrack
    edition: EditionPart
    derivation_set: SetPart | None
    index: IndexPart
    nodes: tuple[NodePart, ...]
    indicators: tuple[IndicatorPart, ...]
    facts: tuple[FactPart, ...]
    contradictions: tuple[ContradictionPart, ...]
    submission: SubmissionPart
    stages: tuple[tuple[str, str], ...] | None = None
    not_judged: NotJudgedPart | None = None
    without_level: WithoutLevelPart | None = None


class Record(Part, frozen=True, kw_only=True):
    """One publication. `reason` is that of a correction."""

    format: Literal["tolok-result"] = FORMAT
    format_version: FormatVersion = FORMAT_VERSION
    assessment_id: UUID
    revision: int
    sequence: int
    reason: str | None
    published_by: str
    published_at: datetime
    score_revision: int
    previous_hash: str | None
    previous_service_hash: str | None
    key_id: str
    content: Content


def version_of(content: Content) -> FormatVersion:
    """Return the format version that a content is written in."""
    if content.submission.links is not UNSET:
        return LINKS_VERSION
    if content.without_level is not None or content.submission.gaps is not UNSET:
        return GAPS_VERSION
    if content.not_judged is not None and content.not_judged.inapplicable is not None:
        return INAPPLICABLE_VERSION
    parts = (content.not_judged, content.stages)
    is_plain = parts == (None, None) and not content.submission.is_asked
    return FORMAT_VERSION if is_plain else PARTS_VERSION


class _Body(msgspec.Struct):
    """What is cut out of a record as it is written."""

    content: msgspec.Raw


_decode = msgspec.json.Decoder(Record).decode
_decode_body = msgspec.json.Decoder(_Body).decode


def write_record(record: Record) -> bytes:
    """Return the record's canonical bytes."""
    return canonical(msgspec.to_builtins(record))


def plain(part: msgspec.Struct) -> Any:
    """Return a part as plain data, as it stands in the record."""
    return msgspec.to_builtins(part)


def content_of(body: bytes) -> bytes:
    """Return the canonical bytes of the content in a record's canonical bytes."""
    return bytes(_decode_body(body).content)


def decode_record(body: str) -> Record:
    """Return a stored record as it is, without asking whether its form is canonical."""
    return _decode(body)


def read_record(data: bytes, *, file: str = FILE) -> Record:
    """Return the record in canonical bytes.

    Raises:
        FlawFound: The form is not canonical, or a field is not of the format.
    """
    value = read_canonical(data, file=file)
    try:
        record = msgspec.convert(value, Record)
    except (msgspec.ValidationError, RecursionError) as error:
        _, _, where = str(error).partition(" - at ")
        field = where.strip("`").removeprefix("$.") or "format"
        raise flaw_found(file, field, expected=_A_FIELD, found=_NO_FIELD) from error
    if not record.content.submission.is_whole:
        raise flaw_found(file, "content.submission", expected=_A_FIELD, found=_NO_FIELD)
    version = version_of(record.content)
    require_same(file, "format_version", expected=version, found=record.format_version)
    return record
