"""The tables that scores are made of. The statements beside are plain SQL on these names."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Computed, DateTime, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from scoring.tables import Table

_CODES: Any = ARRAY(Text)
_ONLY: Final = "CASE WHEN cardinality(predecessor_codes) = 1 THEN predecessor_codes[1] END"
# Two arrays: the tracks and their reasons. `scoring.recompute.domain.track_score` writes the same.
_NOT_JUDGED: Final = """
CASE WHEN jsonb_path_exists(tracks, '$[*].level_share') THEN
  jsonb_path_query_array(tracks, '$[*] ? (exists(@.not_judged)).track')::text
  || ' ' || jsonb_path_query_array(tracks, '$[*].not_judged')::text END
"""


class StructureRow(Table, table=True):
    """The one row that is locked when editions, agencies or openings change; `version` counts."""

    __tablename__ = "structure"

    id: int = Field(primary_key=True, sa_type=SmallInteger)
    version: int = Field(sa_type=BigInteger)


class EditionRow(Table, table=True):
    """A published edition; `body` is its event."""

    __tablename__ = "edition"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class DerivationSetRow(Table, table=True):
    """A published derivation set; `body` is its event. It may look for contradictions."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    derivation_set_version: int = Field(primary_key=True, sa_type=BigInteger)
    content_hash: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))
    contradicts: bool = False
    compares_years: bool = False


class AgencyRow(Table, table=True):
    """The newest state of an agency. `only_predecessor` is read by an earlier release alone."""

    __tablename__ = "agency"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    is_assessed: bool
    predecessor_codes: list[str] = Field(sa_type=_CODES)
    only_predecessor: str | None = Field(None, sa_column=Column(Text, Computed(_ONLY)))


class AssessmentRow(Table, table=True):
    """An opened assessment; it never changes. `stages`: pairs of a stage's code and its track."""

    __tablename__ = "assessment"

    assessment_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text)
    agency_code: str = Field(sa_type=Text)
    edition_code: str = Field(sa_type=Text)
    derivation_set_version: int | None = Field(None, sa_type=BigInteger)
    period: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    stages: Any = Field(sa_type=JSONB)


class ScoreRow(Table, table=True):
    """An assessment's score, and the row that whoever changes the assessment's state locks.

    `version` counts every change of the state behind the score, `revision` those that moved it;
    0 is a score that was never emitted. `tracks`: the newest tracks without their nodes.
    `not_judged`: which of them are not judged, and why; null where an earlier release wrote them.
    `reckoned_by`: the version of the rules by which all of it was reckoned; that is true of the row
    at `reckoned_version` alone.
    """

    __tablename__ = "score"

    assessment_id: UUID = Field(primary_key=True)
    version: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger)
    changed_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    tracks: Any = Field(None, sa_type=JSONB, nullable=True)
    recorded_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    not_judged: str | None = Field(None, sa_column=Column(Text, Computed(_NOT_JUDGED)))
    reckoned_by: int = Field(0, sa_type=SmallInteger)
    reckoned_version: int = Field(0, sa_type=BigInteger)


class ScoreChangeRow(Table, table=True):
    """One change of a score; `body` is its event.

    `moved_levels` lists the levels that moved (`track:indicator`), `fact_event_ids` the events of
    facts that it names as causes.
    """

    __tablename__ = "score_change"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    moved_levels: Any = Field(sa_type=JSONB)
    fact_event_ids: Any = Field(sa_type=JSONB)
    body: str = Field(sa_type=Text)


class LevelRow(Table, table=True):
    """The newest decision on an indicator at a stage; what it says is in the history.

    `stage` is the stage's place among those of the assessment.
    """

    __tablename__ = "level_state"

    assessment_id: UUID = Field(primary_key=True)
    indicator_code: str = Field(primary_key=True, sa_type=Text)
    stage: int = Field(primary_key=True, sa_type=SmallInteger)
    revision: int = Field(sa_type=BigInteger)
    level: str | None = Field(None, sa_type=Text)


class ParkedLevelRow(Table, table=True):
    """A decision that waits for its assessment or edition, or that the edition then refused."""

    __tablename__ = "parked_level"

    assessment_id: UUID = Field(primary_key=True)
    indicator_code: str = Field(primary_key=True, sa_type=Text)
    stage: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    level: str | None = Field(None, sa_type=Text)
    body: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)
    event_partition: int
    event_offset: int = Field(sa_type=BigInteger)
    event_time: datetime = Field(sa_type=DateTime(timezone=True))
    refusal: str | None = Field(None, sa_type=Text)


class FactRow(Table, table=True):
    """What a source says now about a fact; `body` is its event."""

    __tablename__ = "fact_state"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    fact: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    source_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)
    event_partition: int
    event_offset: int = Field(sa_type=BigInteger)
    event_time: datetime = Field(sa_type=DateTime(timezone=True))


class DerivedLevelRow(Table, table=True):
    """What a rule gave for an indicator; `trace` is JSON: how it came to it."""

    __tablename__ = "derived_level"

    assessment_id: UUID = Field(primary_key=True)
    indicator_code: str = Field(primary_key=True, sa_type=Text)
    rule_code: str = Field(sa_type=Text)
    level: str | None = Field(None, sa_type=Text)
    covered: bool
    oldest_fact_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    stale_since: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    trace: str = Field(sa_type=Text)


class LevelHistoryRow(Table, table=True):
    """Every decision that counted, with when it first did; `body` is its event."""

    __tablename__ = "level_history"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    indicator_code: str = Field(primary_key=True, sa_type=Text)
    stage: int = Field(primary_key=True, sa_type=SmallInteger)
    level: str | None = Field(None, sa_type=Text)
    body: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)
    event_partition: int
    event_offset: int = Field(sa_type=BigInteger)
    event_time: datetime = Field(sa_type=DateTime(timezone=True))
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class FactHistoryRow(Table, table=True):
    """Every observation that counted, with when it first did."""

    __tablename__ = "fact_history"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    fact: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    source_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    body: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)
    event_partition: int
    event_offset: int = Field(sa_type=BigInteger)
    event_time: datetime = Field(sa_type=DateTime(timezone=True))
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class FactRecordRow(Table, table=True):
    """Which observations name a source's record."""

    __tablename__ = "fact_record"

    record_source: str = Field(primary_key=True, sa_type=Text)
    record_kind: str = Field(primary_key=True, sa_type=Text)
    record_id: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(primary_key=True, sa_type=Text)
    fact: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    source_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True, sa_type=BigInteger)


class AgencyHistoryRow(Table, table=True):
    """Every state of an agency, with when it first counted."""

    __tablename__ = "agency_history"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    is_assessed: bool
    predecessor_codes: list[str] = Field(sa_type=_CODES)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class OpeningHistoryRow(Table, table=True):
    """Which derivation set an assessment chose, and since when it counts."""

    __tablename__ = "opening_history"

    assessment_id: UUID = Field(primary_key=True)
    recorded_at: datetime = Field(primary_key=True, sa_type=DateTime(timezone=True))
    derivation_set_version: int | None = Field(None, sa_type=BigInteger)
