"""The rows of each source that cannot be read now, by whom they concern: what rests on them waits.

The caller has locked the row of the source's state.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import Text
from sqlmodel import Field

from integration.facts.domain.rows import Doubt, DoubtCode
from integration.tables import Json, Table
from kit.database import Session, raw

Doubts = Mapping[str | None, Sequence[Doubt]]
_FORGET: Final = "DELETE FROM row_doubt WHERE source_code = $1"
_KEEP: Final = """
INSERT INTO row_doubt (source_code, place, agency_code, code, kind, record_ids, contents)
SELECT $1, place, agency_code, code, kind, record_ids::jsonb, contents::jsonb
FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS given (place, agency_code, code, kind, record_ids, contents)
"""
_OF_AGENCIES: Final = """
SELECT source_code, agency_code, code, kind, record_ids, contents FROM row_doubt
WHERE source_code = ANY($1::text[]) AND (agency_code IS NULL OR agency_code = ANY($2::text[]))
ORDER BY source_code, place
"""


class RowDoubtRow(Table, table=True):
    """A doubt about rows of a source; without an agency it concerns all of them."""

    __tablename__ = "row_doubt"

    source_code: str = Field(primary_key=True, sa_type=Text)
    place: int = Field(primary_key=True)
    agency_code: str | None = Field(default=None, sa_type=Text)
    code: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    record_ids: list[str] = Field(sa_type=Json)
    contents: list[dict[str, Any]] = Field(sa_type=Json)


async def replace(session: Session, code: str, doubts: Doubts) -> None:
    """Keep these doubts of a source instead of those that were kept before."""
    connection = await raw(session)
    await connection.execute(_FORGET, code)
    given = [(agency, doubt) for agency, found in doubts.items() for doubt in found]
    if not given:
        return
    await connection.execute(
        _KEEP,
        code,
        list(range(len(given))),
        [agency for agency, _ in given],
        [doubt.code for _, doubt in given],
        [doubt.kind for _, doubt in given],
        [json.dumps(doubt.record_ids) for _, doubt in given],
        [json.dumps([dict(content) for content in doubt.contents]) for _, doubt in given],
    )


async def of_agencies(
    session: Session, codes: Collection[str], agency_codes: Collection[str]
) -> Mapping[str, Doubts]:
    """Return the doubts by source and agency; with None those of all agencies."""
    rows = await (await raw(session)).fetch(_OF_AGENCIES, list(codes), list(agency_codes))
    found: dict[str, dict[str | None, list[Doubt]]] = {}
    for row in rows:
        doubt = Doubt(
            cast("DoubtCode", row["code"]),
            row["kind"],
            tuple(row["record_ids"]),
            tuple(row["contents"]),
        )
        found.setdefault(row["source_code"], {}).setdefault(row["agency_code"], []).append(doubt)
    return found
