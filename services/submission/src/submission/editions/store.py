"""Published editions and derivation sets. Their events come in any order."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.canonical import sha256
from rules.edition import Scale, ScaleLevel
from rules.exact import parse, text_of
from rules.period import PeriodKind
from rules.text import Text
from submission.editions.domain.edition import Edition, Title
from submission.tables import Table, held


class EditionRow(Table, table=True):
    """A published edition; only `retired` is filled if the event of its retirement came first."""

    __tablename__ = "edition"

    edition_code: str = Field(primary_key=True, sa_type=SqlText)
    content_hash: str | None = Field(None, sa_type=SqlText)
    period_kind: str | None = Field(None, sa_type=SqlText)
    scales: dict[str, Any] | None = Field(None, sa_type=JSONB)
    indicators: dict[str, str] | None = Field(None, sa_type=JSONB)
    not_applicable: list[str] | None = Field(None, sa_type=JSONB)
    titles: list[list[str]] | None = Field(None, sa_type=JSONB)
    parents: dict[str, str | None] | None = Field(None, sa_type=JSONB)
    instrument_code: str | None = Field(None, sa_type=SqlText)
    retired: bool = False


class EditionBodyRow(Table, table=True):
    """The whole of a published edition, as the body of its event; `sha256`: of the body."""

    __tablename__ = "edition_body"

    edition_code: str = Field(primary_key=True, sa_type=SqlText, foreign_key="edition.edition_code")
    sha256: str = Field(sa_type=SqlText)
    body: str = Field(sa_type=SqlText)


class DerivationSetRow(Table, table=True):
    """A published derivation set of an edition; `floors` of coverage, as they travel, by track."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=SqlText)
    derivation_set_version: int = Field(primary_key=True)
    content_hash: str = Field(sa_type=SqlText)
    floors: dict[str, str] | None = Field(None, sa_type=JSONB)


async def find(session: AsyncSession, edition_code: str) -> Edition | None:
    """Return a published edition."""
    row = held(session, await session.get(EditionRow, edition_code))
    if row is None or row.content_hash is None:
        return None
    return Edition(
        code=row.edition_code,
        content_hash=row.content_hash,
        period_kind=cast("PeriodKind", row.period_kind),
        scales={code: _scale(code, stored) for code, stored in (row.scales or {}).items()},
        scale_codes=row.indicators or {},
        with_na=frozenset(row.not_applicable or ()),
        titles=tuple(
            Title(code, Text(*names[:2]), Text(*names[2:])) for code, *names in row.titles or ()
        ),
        retired=row.retired,
        parents=row.parents or {},
        instrument_code=row.instrument_code,
    )


async def offered(session: AsyncSession, period_kind: PeriodKind) -> dict[str, str]:
    """Return the instruments of the editions for new campaigns of such a period, by code."""
    query = select(EditionRow.edition_code, EditionRow.instrument_code).where(
        col(EditionRow.content_hash).is_not(None),
        EditionRow.period_kind == period_kind,
        col(EditionRow.retired).is_(False),
    )
    found = (await session.exec(query.order_by(EditionRow.edition_code))).all()
    return {code: instrument for code, instrument in found if instrument is not None}


async def add(session: AsyncSession, edition: Edition) -> str:
    """Keep a published edition; return the content hash that is kept, maybe of an earlier event."""
    content = {
        "content_hash": edition.content_hash,
        "period_kind": edition.period_kind,
        "scales": {code: _stored(scale) for code, scale in edition.scales.items()},
        "indicators": dict(edition.scale_codes),
        "not_applicable": sorted(edition.with_na),
        "titles": [[title.code, *title.name, *title.group] for title in edition.titles],
        "parents": dict(edition.parents),
        "instrument_code": edition.instrument_code,
    }
    statement = insert(EditionRow).values(edition_code=edition.code, retired=False, **content)
    statement = statement.on_conflict_do_update(
        index_elements=[col(EditionRow.edition_code)],
        set_=content,
        # Rows that the release before wrote lack a part of the same content.
        where=col(EditionRow.content_hash).is_(None)
        | (col(EditionRow.content_hash) == edition.content_hash)
        & (
            col(EditionRow.not_applicable).is_(None)
            | col(EditionRow.titles).is_(None)
            | col(EditionRow.parents).is_(None)
            | col(EditionRow.instrument_code).is_(None)
        ),
    )
    await session.exec(statement)
    query = select(EditionRow.content_hash).where(EditionRow.edition_code == edition.code)
    return str((await session.exec(query)).one())


async def add_body(session: AsyncSession, edition_code: str, body: str) -> None:
    """Keep the whole of an edition that is kept; the first that came stays."""
    statement = insert(EditionBodyRow).values(
        edition_code=edition_code, sha256=sha256(body.encode()), body=body
    )
    await session.exec(statement.on_conflict_do_nothing())


async def body_hash(session: AsyncSession, edition_code: str) -> str | None:
    """Return the SHA-256 of the whole of an edition; None if it has not come yet."""
    query = select(EditionBodyRow.sha256).where(EditionBodyRow.edition_code == edition_code)
    return (await session.exec(query)).first()


async def body_of(session: AsyncSession, edition_code: str) -> str:
    """Return the whole of an edition that is kept, as the body of its event."""
    query = select(EditionBodyRow.body).where(EditionBodyRow.edition_code == edition_code)
    return (await session.exec(query)).one()


async def floors_of(
    session: AsyncSession, edition_code: str, version: int
) -> Mapping[str, str] | None:
    """Return the floors of a derivation set by track; None if they have not come yet."""
    query = select(DerivationSetRow.floors).where(
        DerivationSetRow.edition_code == edition_code,
        DerivationSetRow.derivation_set_version == version,
    )
    return (await session.exec(query)).first()


async def retire(session: AsyncSession, edition_code: str) -> None:
    """Keep that an edition is retired, even if the edition itself is not known yet."""
    statement = insert(EditionRow).values(edition_code=edition_code, retired=True)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=[col(EditionRow.edition_code)], set_={"retired": True}
        )
    )


async def add_derivation_set(
    session: AsyncSession,
    edition_code: str,
    version: int,
    *,
    content_hash: str,
    floors: Mapping[str, str],
) -> str:
    """Keep a published derivation set; return the content hash that is kept."""
    statement = insert(DerivationSetRow).values(
        edition_code=edition_code,
        derivation_set_version=version,
        content_hash=content_hash,
        floors=dict(floors),
    )
    statement = statement.on_conflict_do_update(
        index_elements=[
            col(DerivationSetRow.edition_code),
            col(DerivationSetRow.derivation_set_version),
        ],
        set_={"floors": dict(floors)},
        # Rows that the release before wrote lack a part of the same content.
        where=col(DerivationSetRow.floors).is_(None)
        & (col(DerivationSetRow.content_hash) == content_hash),
    )
    await session.exec(statement)
    query = select(DerivationSetRow.content_hash).where(
        DerivationSetRow.edition_code == edition_code,
        DerivationSetRow.derivation_set_version == version,
    )
    return (await session.exec(query)).one()


async def versions(session: AsyncSession, edition_code: str) -> list[int]:
    """Return the versions of an edition's derivation sets."""
    query = select(DerivationSetRow.derivation_set_version).where(
        DerivationSetRow.edition_code == edition_code
    )
    return list((await session.exec(query)).all())


def _scale(code: str, stored: dict[str, Any]) -> Scale:
    return Scale(
        code,
        stored["kind"],
        parse(stored["minimum"]),
        parse(stored["maximum"]),
        levels=tuple(
            ScaleLevel(parse(step["value"]), Text(step["id"], step["en"]), step["symbol"])
            for step in stored.get("steps") or map(_nameless, stored["levels"])
        ),
    )


def _nameless(level: str) -> dict[str, Any]:
    return {"value": level, "symbol": None, "id": "", "en": ""}


def _stored(scale: Scale) -> dict[str, Any]:
    return {
        "kind": scale.kind,
        "minimum": text_of(scale.minimum),
        "maximum": text_of(scale.maximum),
        # The release before reads `levels`; it does not know `steps`.
        "levels": [text_of(step.value) for step in scale.levels],
        "steps": [
            {"value": text_of(step.value), "symbol": step.symbol, **step.name._asdict()}
            for step in scale.levels
        ],
    }
