"""Editions and derivation sets in the database: stored once, never changed."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.contradiction import AgainstLastYear
from rules.derivation import DerivationSet
from scoring.state.domain.opening import SetKey

_ADD_EDITION = """
INSERT INTO edition (edition_code, content_hash, body) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
"""
_ADD_SET = """
INSERT INTO derivation_set
  (edition_code, derivation_set_version, content_hash, body, contradicts, compares_years)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
_EDITIONS = "SELECT edition_code, body, content_hash FROM edition WHERE edition_code = ANY($1)"
_SETS = """
SELECT edition_code, derivation_set_version, body, content_hash FROM derivation_set
WHERE (edition_code, derivation_set_version) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
"""
_INSTRUMENTS = "SELECT DISTINCT body::jsonb ->> 'instrument_code' FROM edition ORDER BY 1"
_DONE = "INSERT 0 1"


class Document(NamedTuple):
    """A published edition or derivation set: its event's JSON, and the hash of its content."""

    body: str
    content_hash: str


async def add_edition(session: AsyncSession, code: str, *, content_hash: str, body: str) -> bool:
    """Store an edition; False: its code is taken already."""
    connection = await raw(session)
    return bool(await connection.execute(_ADD_EDITION, code, content_hash, body) == _DONE)


async def add_set(
    session: AsyncSession, chosen: DerivationSet, *, content_hash: str, body: str
) -> bool:
    """Store a derivation set; False: its version is taken already."""
    connection = await raw(session)
    rules = chosen.contradictions
    done = await connection.execute(
        _ADD_SET,
        chosen.edition_code,
        chosen.version,
        content_hash,
        body,
        bool(rules),
        any(isinstance(rule.check, AgainstLastYear) for rule in rules),
    )
    return bool(done == _DONE)


async def edition_hash(session: AsyncSession, code: str) -> str | None:
    """Return the content hash of an edition."""
    found = (await editions(session, [code])).get(code)
    return None if found is None else found.content_hash


async def set_hash(session: AsyncSession, key: SetKey) -> str | None:
    """Return the content hash of a derivation set."""
    found = (await sets(session, [key])).get(key)
    return None if found is None else found.content_hash


async def editions(session: AsyncSession, codes: Iterable[str]) -> dict[str, Document]:
    """Return those editions that are known, by code."""
    rows = await (await raw(session)).fetch(_EDITIONS, [*codes])
    return {row[0]: Document(*row[1:]) for row in rows}


async def instruments(session: AsyncSession) -> list[str]:
    """Return the codes of all instruments of which an edition is known."""
    return [row[0] for row in await (await raw(session)).fetch(_INSTRUMENTS)]


async def sets(session: AsyncSession, keys: Iterable[SetKey]) -> dict[SetKey, Document]:
    """Return those derivation sets that are known."""
    wanted = [*keys]
    if not wanted:
        return {}
    rows = await (await raw(session)).fetch(_SETS, *map(list, zip(*wanted, strict=True)))
    return {SetKey(*row[:2]): Document(*row[2:]) for row in rows}
