"""What is known of editions and derivation sets, in whatever order it was heard."""

from fractions import Fraction
from typing import Any, cast

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.exact import text_of
from submission.domain.edition import Edition, Scale
from submission.domain.period import PeriodKind
from submission.store.tables import DerivationSetRow, EditionRow


async def find(session: AsyncSession, edition_code: str) -> Edition | None:
    """Return a published edition."""
    row = await session.get(EditionRow, edition_code)
    if row is None or row.content_hash is None:
        return None
    return Edition(
        code=row.edition_code,
        content_hash=row.content_hash,
        period_kind=cast("PeriodKind", row.period_kind),
        scales={code: _scale(stored) for code, stored in (row.scales or {}).items()},
        indicators=row.indicators or {},
        retired=row.retired,
    )


async def add(session: AsyncSession, edition: Edition) -> str:
    """Keep a published edition; return the content hash that is kept, maybe an earlier one."""
    content = {
        "content_hash": edition.content_hash,
        "period_kind": edition.period_kind,
        "scales": {code: _stored(scale) for code, scale in edition.scales.items()},
        "indicators": dict(edition.indicators),
    }
    statement = insert(EditionRow).values(edition_code=edition.code, retired=False, **content)
    statement = statement.on_conflict_do_update(
        index_elements=[col(EditionRow.edition_code)],
        set_=content,
        where=col(EditionRow.content_hash).is_(None),
    )
    await session.exec(statement)
    query = select(EditionRow.content_hash).where(EditionRow.edition_code == edition.code)
    return str((await session.exec(query)).one())


async def retire(session: AsyncSession, edition_code: str) -> None:
    """Keep that an edition is retired, even before the edition itself is known."""
    statement = insert(EditionRow).values(edition_code=edition_code, retired=True)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=[col(EditionRow.edition_code)], set_={"retired": True}
        )
    )


async def add_derivation_set(
    session: AsyncSession, edition_code: str, version: int, *, content_hash: str
) -> str:
    """Keep a published derivation set; return the content hash that is kept."""
    statement = insert(DerivationSetRow).values(
        edition_code=edition_code, derivation_set_version=version, content_hash=content_hash
    )
    await session.exec(statement.on_conflict_do_nothing())
    row = await session.get_one(DerivationSetRow, (edition_code, version))
    return row.content_hash


async def versions(session: AsyncSession, edition_code: str) -> list[int]:
    """Return the versions of an edition's derivation sets."""
    query = select(DerivationSetRow.derivation_set_version).where(
        DerivationSetRow.edition_code == edition_code
    )
    return list((await session.exec(query)).all())


def _scale(stored: dict[str, Any]) -> Scale:
    return Scale(
        kind=stored["kind"],
        minimum=Fraction(stored["minimum"]),
        maximum=Fraction(stored["maximum"]),
        levels=tuple(Fraction(level) for level in stored["levels"]),
    )


def _stored(scale: Scale) -> dict[str, Any]:
    return {
        "kind": scale.kind,
        "minimum": text_of(scale.minimum),
        "maximum": text_of(scale.maximum),
        "levels": [text_of(level) for level in scale.levels],
    }
