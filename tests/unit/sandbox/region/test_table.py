"""Tables: what their versions and revisions promise."""

from dataclasses import dataclass

from sandbox.region.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    year: int
    value: str


def test_a_version_tells_the_content_of_a_year() -> None:
    table = Table([Row(1, 2025, "a"), Row(2, 2026, "b")])
    same = Table([Row(1, 2025, "a"), Row(2, 2026, "b")])
    assert table.version(2026) == same.version(2026) != table.version(2025)


def test_a_change_moves_the_version_of_its_year_only_and_back() -> None:
    table = Table([Row(1, 2025, "a"), Row(2, 2026, "b")])
    before = table.version(2025), table.version(2026)
    table.put(Row(2, 2026, "c"))
    assert table.version(2025) == before[0]
    assert table.version(2026) != before[1]
    assert (table.revision(2025), table.revision(2026)) == (1, 2)
    table.put(Row(2, 2026, "b"))
    assert table.version(2026) == before[1]
    assert table.revision(2026) == 3


def test_rows_are_found_by_id_and_keep_their_order() -> None:
    table = Table([Row(3, 2026, "a"), Row(1, 2026, "b")])
    table.put(Row(3, 2026, "c"))
    assert [row.id for row in table.of(2026)] == [3, 1]
    assert table.get(3) == Row(3, 2026, "c")
    assert table.get(9) is None
    assert table.next_id() == 4
    assert len(table) == 2


def test_a_removed_row_is_gone() -> None:
    table = Table([Row(1, 2026, "a")])
    table.remove(Row(1, 2026, "a"))
    assert table.of(2026) == []
    assert table.get(1) is None
    assert table.version(2026) == Table[Row]([]).version(2026)
