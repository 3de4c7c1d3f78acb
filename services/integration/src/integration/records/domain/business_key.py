"""What a record is about, whatever number its row has in the source.

Two rows under one key are the same thing twice. If they say the same, they count once. If they
differ, nobody can tell which of them is right, or whether both are.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from integration.records.domain import kinds
from integration.records.domain.record import Content, Record

Key = tuple[object, ...]
_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SIGNS: Final = re.compile(r"[\s._/-]+")


class Settled(NamedTuple):
    """Records of which equal ones count once, and the groups that contradict themselves.

    The records of a group are among `records` too.
    """

    records: tuple[Record, ...]
    clashes: tuple[tuple[Record, ...], ...]


def business_key(record: Record) -> Key:
    """Return what the record is about, unique among the records that count."""
    return (record.kind, *_KEYS[record.kind](record.content, record.record_id))


def settle(records: Iterable[Record]) -> Settled:
    """Let equal records count once, and find those under one key that differ.

    A sub-activity under an older and a newer code of one number is such a group too: the two codes
    may be one, or not, as only a translation table can tell.
    """
    groups: dict[Key, dict[str, Record]] = {}
    for record in records:
        groups.setdefault(business_key(record), {}).setdefault(record.content_hash, record)
    distinct = [tuple(group.values()) for group in groups.values()]
    kept = tuple(record for group in distinct for record in group)
    clashes = tuple(group for group in distinct if len(group) > 1)
    return Settled(kept, clashes + two_code_sets(kept, _place))


def two_code_sets(
    records: Iterable[Record], place: Callable[[Record], Key]
) -> tuple[tuple[Record, ...], ...]:
    """Return the groups of records that name one thing at one place by a code of each code set."""
    groups: dict[Key, list[Record]] = {}
    for record in records:
        if "code_set" in record.content:
            key = (*place(record), *_whatever_the_code_set(record.content))
            groups.setdefault(key, []).append(record)
    return tuple(
        tuple(group)
        for group in groups.values()
        if len({record.content["code_set"] for record in group}) > 1
    )


def same_writing(code: str) -> str:
    """Return a code as it is compared: 01 is 1, and U.01 is u-1, whatever its source writes."""
    return _ZEROS.sub("", _SIGNS.sub(".", code.strip().casefold()))


def unit_and_code(content: Content) -> Key:
    """Return which sub-activity it is: a code is unique within its unit and code set only."""
    return content.get("unit_id"), content["code_set"], content["code"]


def _whatever_the_code_set(content: Content) -> Key:
    """Return the code with its last part as a number: 0001 and 01 are one."""
    above, _, last = content["code"].rpartition(".")
    return content.get("unit_id"), above, last.lstrip("0")


def _place(record: Record) -> Key:
    """Return the schedule of a budget, the month of a realisation."""
    name = "month" if record.kind == kinds.REALISATION else "schedule_id"
    return record.content.get("year"), record.content.get(name)


def _fields(*names: str) -> Callable[[Content, str], Key]:
    return lambda content, _: tuple(content.get(name) for name in names)


def _consultation(content: Content, _: str) -> Key:
    """Minutes have a number; a consultation without minutes is known by its day."""
    number = content.get("number")
    day = content.get("held_on") if number is None else None
    return content.get("unit_id"), content.get("year"), number, day


def _budget_document(content: Content, record_id: str) -> Key:
    """A document without a number is a draft, and there may be several."""
    number = content.get("number")
    draft = record_id if number is None else None
    return content.get("unit_id"), content.get("year"), number, draft


def _document(content: Content, _: str) -> Key:
    """A file is known by its address; versions without one differ in the time of approval."""
    about = [content.get(name) for name in ("unit_id", "year", "type", "kind")]
    if content.get("url") is not None:
        return *about, content["url"]
    versions = ("title", "note", "period", "approved_at", "published_at")
    return *about, *(content.get(name) for name in versions)


_KEYS: Final[Mapping[str, Callable[[Content, str], Key]]] = {
    kinds.CEILING: _fields("unit_id", "year", "sub_unit_id", "programme_code", "activity_code"),
    kinds.CONSULTATION: _consultation,
    kinds.SCHEDULE: _fields("year", "schedule_id"),
    kinds.SUB_ACTIVITY: _fields("unit_id", "year", "code_set", "code", "schedule_id"),
    kinds.BUDGET_DOCUMENT: _budget_document,
    kinds.REALISATION: _fields("unit_id", "year", "month", "code_set", "code"),
    kinds.UNIT: _fields("unit_id"),
    kinds.KEY_INDICATOR: _fields("unit_id", "title", "first_year", "last_year"),
    kinds.ACHIEVEMENT: _fields("unit_id", "year", "quarter", "indicator_id"),
    kinds.DOCUMENT: _document,
    kinds.EXCHANGE: _fields("unit_id", "year", "target", "object", "at"),
}
