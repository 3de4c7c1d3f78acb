"""What is about the same thing is found, in whatever order records come."""

from itertools import permutations
from typing import Any

from integration.records.domain.business_key import settle
from integration.records.domain.record import Record

EXCHANGE: dict[str, Any] = {
    "agency_code": "9901.1",
    "unit_id": "2.15.01",
    "year": "2026",
    "target": "e-program",
    "object": "plafon",
    "at": "2026-02-01T00:00:00Z",
}


def exchange(record_id: str, *, succeeded: bool) -> Record:
    return Record.of("exchange", record_id, EXCHANGE | {"succeeded": succeeded})


def test_which_of_equal_records_is_named_does_not_follow_from_their_order() -> None:
    records = [
        exchange("2026:12", succeeded=False),
        exchange("2026:13", succeeded=True),
        exchange("2026:2", succeeded=True),
    ]
    found = {
        tuple(tuple(each.record_id for each in group) for group in settle(given).clashes)
        for given in permutations(records)
    }
    assert found == {(("2026:12", "2026:13"),)}
