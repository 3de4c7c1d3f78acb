"""What is known of each listing of kept rows as a whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from integration.kept.store.rows import doubt_of
from integration.records.domain.unreadable import UnreadableRow
from kit.database import Session, raw

_OF_SOURCE: Final = "SELECT listing, told, doubts FROM kept_listing WHERE source_code = $1"
_SAVE: Final = """
INSERT INTO kept_listing (source_code, listing, told, doubts)
SELECT $1, listing, told::jsonb, doubts::jsonb
FROM unnest($2::text[], $3::text[], $4::text[]) AS given (listing, told, doubts)
ON CONFLICT (source_code, listing) DO UPDATE SET told = excluded.told, doubts = excluded.doubts
"""


@dataclass(frozen=True, slots=True)
class KeptListing:
    """How many rows of a listing have which column; the doubts about columns that no row has."""

    told: Mapping[str, int] = field(default_factory=dict)
    doubts: Sequence[UnreadableRow] = ()


async def of_source(session: Session, code: str) -> dict[str, KeptListing]:
    """Return the listings of a source."""
    rows = await (await raw(session)).fetch(_OF_SOURCE, code)
    return {
        row["listing"]: KeptListing(row["told"], tuple(map(doubt_of, row["doubts"])))
        for row in rows
    }


async def save(session: Session, code: str, listings: Mapping[str, KeptListing]) -> None:
    """Store what is known of listings."""
    await (await raw(session)).execute(
        _SAVE,
        code,
        list(listings),
        [json.dumps({**each.told}) for each in listings.values()],
        [json.dumps([asdict(doubt) for doubt in each.doubts]) for each in listings.values()],
    )
