"""How each table takes part in a replay: what of it must come out the same, and what is put back.

What the topics say decides every row but for a few columns; those are named here with the reason.
A table that is not named here takes no part, and a test finds it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.replay.store.shadow import LIVE, SCHEMA
from scoring.replay.store.tables import METADATA

# What was announced in truth; the replay's own history is what it would have announced.
ANNOUNCED: Final = f"{SCHEMA}.announced"
FOUND: Final = f"{SCHEMA}.found"

# replaced: a swap makes its rows those of the replay. completed: it adds those that are missing.
# restored: it adds the rows that the present rests on, and all others only if none are left.
# kept: it is not made of the topics, so it is neither compared nor touched.
# counted: it only counts, and goes on counting.
Part = Literal["replaced", "completed", "restored", "kept", "counted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One table's part. `unlike`: the columns that depend on more than the topics, and why.

    `rows` are those that take part, `shown` what of a column does. `join`: all rows are compared,
    those that the replay has, or only those that there are on both sides. `place`: the schema and
    name of the replay's table where it is another one.
    """

    part: Part = "replaced"
    unlike: Mapping[str, str] = field(default_factory=dict)
    rows: str = "TRUE"
    shown: Mapping[str, str] = field(default_factory=dict)
    join: Literal["FULL JOIN", "RIGHT JOIN", "JOIN"] = "FULL JOIN"
    place: str | None = None
    present: str | None = None


def _history_of(present: str) -> Rule:
    return Rule(part="restored", unlike=_RECORDED, join="RIGHT JOIN", present=present)


_RECORDED: Final = {"recorded_at": "when this service wrote it down"}
# What a track was before its last change depends on how changes fell into batches; so does whether
# there ever was a score while nothing is shown.
_TRACKS: Final = """
CASE WHEN jsonb_path_exists(tracks, '$[*].exact') THEN (
  SELECT jsonb_agg(track - 'previous_exact' ORDER BY place)
  FROM jsonb_array_elements(tracks) WITH ORDINALITY AS one (track, place)) END
"""
# Which revisions ever counted depends on the batches; what they say does not.
_HISTORY: Final = Rule(part="restored", unlike=_RECORDED, join="JOIN")

_KEPT: Final = Rule(part="kept")

RULES: Final[Mapping[str, Rule]] = {
    "structure": Rule(part="counted"),
    "edition": Rule(unlike=_RECORDED),
    "derivation_set": Rule(unlike=_RECORDED),
    "agency": Rule(),
    "assessment": Rule(),
    "level_state": Rule(),
    # Off the scale before its edition was known: noted; after it: a dead letter.
    "parked_level": Rule(rows="refusal IS NULL"),
    "fact_state": Rule(),
    "derived_level": Rule(),
    "risk_state": Rule(),
    "parked_risk": Rule(rows="refusal IS NULL"),
    "score": Rule(
        unlike={
            "version": "counts transactions",
            "revision": "counts announcements, which depend on the batches",
            "changed_at": "the time of the last announcement",
            "reckoned_by": "says which release wrote the row",
            "reckoned_version": "counts transactions",
            **_RECORDED,
        },
        shown={"tracks": _TRACKS},
    ),
    # Signed and immutable, or typed in here: no topic makes them again.
    "result": _KEPT,
    "result_head": _KEPT,
    "national_result": _KEPT,
    # Given once, with the result or the refusal that it names; what was asked comes from the topic.
    "publication_answer": _KEPT,
    "publication_request": Rule(),
    "target": _KEPT,
    # What is unknown neither opens nor clears one, so they are what was announced of them.
    "contradiction": Rule(
        part="completed",
        place=FOUND,
        unlike=dict.fromkeys(("text_id", "text_en"), "told anew when their values change"),
    ),
    "level_history": _history_of("level_state"),
    "fact_history": _history_of("fact_state"),
    "risk_history": _history_of("risk_state"),
    "fact_record": Rule(part="restored", join="JOIN"),
    "agency_history": _HISTORY,
    "opening_history": _HISTORY,
    "rederivation": Rule(),
    "rederived_assessment": Rule(unlike={"done_at": "when its turn came"}),
    # Rebuilt from the topic of scores, to the byte, and compared with it.
    "score_change": Rule(
        part="completed",
        join="RIGHT JOIN",
        place=ANNOUNCED,
        unlike={"moved_levels": "of more than a hundred moves the event names a hundred"},
    ),
}


class GoneError(Exception):
    """A table is gone that a replay cannot make again."""


class Difference(NamedTuple):
    """A row that did not come out the same; None: there is no such row."""

    table: str
    live: str | None
    replayed: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A table with its rule, as SQL."""

    table: sa.Table
    rule: Rule

    @property
    def name(self) -> str:
        """Return the table's name."""
        return self.table.name

    @property
    def live(self) -> str:
        """Return the live table."""
        return f"{LIVE}.{self.name}"

    @property
    def replayed(self) -> str:
        """Return the replay's table."""
        return self.rule.place or f"{SCHEMA}.{self.name}"

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns of its primary key."""
        return tuple(column.name for column in self.table.primary_key.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return its columns; those that the database computes follow from the others."""
        return tuple(column.name for column in self.table.columns if column.computed is None)

    @property
    def like(self) -> tuple[str, ...]:
        """Return the columns that must come out the same, the key's first."""
        rest = (name for name in self.columns if name not in self.rule.unlike)
        return (*self.key, *(name for name in rest if name not in self.key))

    def view(self, table: str) -> str:
        """Return the query of what is compared, of the rows that nothing is left to do for."""
        shown = (f"{self.rule.shown.get(name, name)} AS {name}" for name in self.like)
        rows = self.rule.rows
        if "assessment_id" in self.columns:
            rows += f" AND assessment_id NOT IN ({_PENDING})"
        return f"SELECT {', '.join(shown)} FROM {table} WHERE {rows}"  # noqa: S608 - names of tables

    def differences(self) -> str:
        """Return the query of the rows that are not the same on both sides."""
        same = " AND ".join(f"l.{name} = r.{name}" for name in self.key)
        known = "TRUE"
        if self.rule.present is not None:
            known = f"(l.{self.key[0]} IS NOT NULL OR {self.is_present('r')})"
        return (
            f"SELECT to_jsonb(l)::text, to_jsonb(r)::text FROM ({self.view(self.live)}) AS l"  # noqa: S608 - names of tables
            f" {self.rule.join} ({self.view(self.replayed)}) AS r ON {same}"
            f" WHERE l IS DISTINCT FROM r AND {known}"
            f" ORDER BY {', '.join(f'coalesce(l.{name}, r.{name})' for name in self.key)}"
        )

    def is_present(self, row: str) -> str:
        """Return the condition that a row of a history is one that the present rests on."""
        key = ", ".join(f"{row}.{name}" for name in self.key)
        return f"({key}) IN (SELECT {', '.join(self.key)} FROM {SCHEMA}.{self.rule.present})"  # noqa: S608 - names of tables

    def loss(self) -> str:
        """Return the query whether the live table is empty, but the replay's is not."""
        live, made = (f"EXISTS (SELECT FROM {of})" for of in (self.live, self.replayed))
        return f"SELECT {made} AND NOT {live}"


_PENDING: Final = f"SELECT assessment_id FROM {LIVE}.rederived_assessment WHERE done_at IS NULL"  # noqa: S608 - names of tables


def taking_part(*parts: Part) -> Iterator[Compared]:
    """Yield the tables that take part in one of these ways."""
    for table in METADATA.sorted_tables:
        rule = RULES[table.name]
        if rule.part in parts:
            yield Compared(table, rule)


async def missing(session: AsyncSession) -> list[str]:
    """Return the tables that are gone from the live schema."""
    rows = await (await raw(session)).fetch(
        "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass($2 || '.' || name) IS NULL",
        [*METADATA.tables],
        LIVE,
    )
    return [row[0] for row in rows]


async def differences(
    session: AsyncSession, compared: Compared, *, limit: int
) -> tuple[int, list[Difference]]:
    """Return how many rows of a table are not the same on both sides, and the first of them."""
    connection = await raw(session)
    rows = await connection.fetch(
        f"SELECT *, count(*) OVER () FROM ({compared.differences()}) AS found LIMIT {limit}"  # noqa: S608 - names of tables
    )
    found = [Difference(compared.name, row[0], row[1]) for row in rows]
    if not found and await connection.fetchval(compared.loss()):
        found = [Difference(compared.name, "the table is empty", None)]
        return 1, found
    return rows[0][2] if rows else 0, found


async def put_back(session: AsyncSession, compared: Compared) -> None:
    """Give the live schema an empty table in place of one that is gone."""
    name, connection = compared.name, await raw(session)
    await connection.execute(f"ALTER TABLE {SCHEMA}.{name} SET SCHEMA {LIVE}")
    await connection.execute(f"CREATE TABLE {SCHEMA}.{name} AS TABLE {LIVE}.{name}")
    if compared.rule.part != "counted":
        await connection.execute(f"TRUNCATE {LIVE}.{name}")


async def replace(session: AsyncSession, compared: Compared) -> None:
    """Make a live table's rows those of the replay; rows that are the same stay untouched."""
    connection = await raw(session)
    live, made, rows = compared.live, compared.replayed, compared.rule.rows
    same = " AND ".join(f"r.{name} = live.{name}" for name in compared.key)
    await connection.execute(
        f"DELETE FROM {live} AS live WHERE {rows}"  # noqa: S608 - names of tables
        f" AND NOT EXISTS (SELECT FROM (SELECT * FROM {made} WHERE {rows}) AS r WHERE {same})"
    )
    columns = ", ".join(compared.columns)
    values = [name for name in compared.like if name not in compared.key]
    conflict = "NOTHING"
    if values:
        known, new = (", ".join(f"{of}.{name}" for name in values) for of in ("live", "excluded"))
        changed = ", ".join(f"{name} = excluded.{name}" for name in values)
        conflict = f"UPDATE SET {changed} WHERE ROW({known}) IS DISTINCT FROM ROW({new})"
    await connection.execute(
        f"INSERT INTO {live} AS live ({columns}) SELECT {columns} FROM {made} WHERE {rows}"  # noqa: S608 - names of tables
        f" ON CONFLICT ({', '.join(compared.key)}) DO {conflict}"
    )


async def add(session: AsyncSession, compared: Compared) -> None:
    """Add rows of the replay to a live table: all that are missing, or as `restored` says."""
    columns = ", ".join(compared.columns)
    wanted = "TRUE"
    if compared.rule.part == "restored":
        wanted = f"NOT EXISTS (SELECT FROM {compared.live})"
    if compared.rule.present is not None:
        wanted += f" OR {compared.is_present('made')}"
    await (await raw(session)).execute(
        f"INSERT INTO {compared.live} ({columns})"  # noqa: S608 - names of tables
        f" SELECT {columns} FROM {compared.replayed} AS made WHERE {wanted} ON CONFLICT DO NOTHING"
    )


def names(found: Mapping[str, Any]) -> list[str]:
    """Return the tables that no rule speaks of, and the rules that no table answers to."""
    return sorted(found.keys() ^ RULES.keys())
