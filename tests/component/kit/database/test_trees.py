"""A tree of rows, asked upwards and downwards on a real database."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import ColumnClause, column, select, table, text

from kit.database import Database, RowTree, Session

TREE = RowTree("plot", "code", "above")
ROWS = {"top": None, "north": "top", "north.1": "north", "south": "top", "stray": "gone"}
RING = {"a": "b", "b": "a"}


@pytest.fixture
async def session(database: Database) -> AsyncIterator[Session]:
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.execute(text("CREATE TABLE plot (code text PRIMARY KEY, above text)"))
        for code, above in {**ROWS, **RING}.items():
            row = {"code": code, "above": above}
            await connection.execute(text("INSERT INTO plot VALUES (:code, :above)"), row)
        yield session


@pytest.mark.parametrize(
    ("unit", "line"),
    [
        ("north.1", {"north.1", "north", "top"}),
        ("top", {"top"}),
        ("stray", {"stray", "gone"}),
        ("gone", set()),
        ("nowhere", set()),
        ("a", {"a", "b"}),
    ],
)
async def test_a_line_goes_up_to_the_root(session: Session, unit: str, line: set[str]) -> None:
    found = await TREE.line_of(session, unit)

    assert set(found) == line
    assert len(found) == len(line)


@pytest.mark.parametrize(
    ("root", "below"),
    [
        ("top", {"top", "north", "north.1", "south"}),
        ("north.1", {"north.1"}),
        ("gone", {"gone", "stray"}),
        ("nowhere", {"nowhere"}),
        ("a", {"a", "b"}),
    ],
)
async def test_what_is_below_a_root_is_found_by_both_kinds_of_queries(
    session: Session, root: str, below: set[str]
) -> None:
    connection = await session.connection()
    units = await connection.execute(TREE.units_below(root))
    code: ColumnClause[str] = column("code")
    rows = await connection.execute(
        select(code).select_from(table("plot", code)).where(code.in_(TREE.units_below(root)))
    )

    assert set(units.scalars()) == below
    assert set(rows.scalars()) == below & {*ROWS, *RING}
