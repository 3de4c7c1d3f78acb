"""What a record is about, whatever number its row has in the source.

Two rows under one key are the same thing twice. If they say the same, they count once. If they
differ, nobody can tell which of them is right, or whether both are.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from integration.records.domain import kinds
from integration.records.domain.record import Content, Record, canonical_json

Key = tuple[object, ...]
_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
# Codes and names that people write in several ways; other parts of keys have one writing only.
_WRITTEN: Final = frozenset({"indicator_id", "number", "schedule_id", "sub_unit_id", "title"})
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

    Keys are compared in one writing. A sub-activity under an older and a newer code of one number
    is such a group too: the two codes may be one, or not, as only a translation table can tell. So
    is a row that leaves out a part of its key, beside one that says it.

    Which of equal records stands for all does not follow from the order in which they come.
    """
    groups: dict[Key, list[Record]] = {}
    for record in sorted(records, key=lambda each: each.record_id):
        groups.setdefault(business_key(record), []).append(record)
    distinct = [_distinct(group) for group in groups.values()]
    kept = tuple(record for group in distinct for record in group)
    clashes = tuple(group for group in distinct if len(group) > 1)
    return Settled(kept, clashes + two_code_sets(kept, _place) + _unsaid(kept))


def two_code_sets(
    records: Iterable[Record], place: Callable[[Record], Key]
) -> tuple[tuple[Record, ...], ...]:
    """Return the groups of records that name one thing at one place by a code of each code set."""
    groups: dict[Key, list[Record]] = {}
    for record in records:
        if "code_set" in record.content:
            key = (*place(record), *whatever_the_code_set(record.content))
            groups.setdefault(key, []).append(record)
    return tuple(
        tuple(group)
        for group in groups.values()
        if len({record.content["code_set"] for record in group}) > 1
    )


@lru_cache(maxsize=65_536)
def same_writing(code: str) -> str:
    """Return a code as it is compared: 01 is 1, and U.01 is u-1, whatever its source writes."""
    return _ZEROS.sub("", _SIGNS.sub(".", code.strip().casefold()))


def unit_and_code(content: Content) -> Key:
    """Return which sub-activity it is: a code is unique within its unit and code set only."""
    return content.get("unit_id"), content["code_set"], content["code"]


def whatever_the_code_set(content: Content) -> Key:
    """Return the code with its last part as a number: 0001 and 01 are one."""
    above, _, last = content["code"].rpartition(".")
    return content.get("unit_id"), above, last.lstrip("0")


def _distinct(group: Sequence[Record]) -> tuple[Record, ...]:
    """Return the first one of all that say the same."""
    if len(group) == 1:
        return tuple(group)
    found: dict[str, Record] = {}
    for record in group:
        found.setdefault(_said(record), record)
    return tuple(found.values())


def _said(record: Record) -> str:
    """Return a hash of what a record says, whatever the writing of its key."""
    said = {name: _as_compared(record.content, name) for name in _WRITTEN & record.content.keys()}
    if all(record.content[name] == value for name, value in said.items()):
        return record.content_hash
    text = canonical_json({**record.content, **said})
    return hashlib.sha256(text.encode()).hexdigest()


def _as_compared(content: Content, name: str) -> object:
    found = content.get(name)
    return same_writing(found) if name in _WRITTEN and isinstance(found, str) else found


def _unsaid(records: Iterable[Record]) -> tuple[tuple[Record, ...], ...]:
    """Return by place those that leave out a part of their key, and those that they may be."""
    places: dict[Key, dict[Key, list[Record]]] = {}
    for record in records:
        if record.kind in _PARTS:
            place, own = _PARTS[record.kind](record.content)
            places.setdefault(place, {}).setdefault(own, []).append(record)
    found = (
        tuple(record for own in _in_doubt(place) for record in place[own])
        for place in places.values()
    )
    return tuple(group for group in found if group)


def _in_doubt(said: Collection[Key]) -> list[Key]:
    """Return those of which one leaves out what the other says, and which agree in the rest."""
    by_first: dict[object, list[Key]] = {}
    for own in said:
        by_first.setdefault(own[0], []).append(own)
    doubtful: set[Key] = set()
    for vague in (own for own in said if None in own):
        near = [*by_first[vague[0]], *by_first.get(None, ())]
        others = {own for own in (said if vague[0] is None else near) if _may_be_one(vague, own)}
        doubtful |= {vague, *others} if others else set()
    return [own for own in said if own in doubtful]


def _may_be_one(said: Key, more: Key) -> bool:
    agree = all(one == two or None in (one, two) for one, two in zip(said, more, strict=True))
    return agree and said != more


def _place(record: Record) -> Key:
    """Return the schedule of a budget, the month of a realisation."""
    name = "month" if record.kind == kinds.REALISATION else "schedule_id"
    return record.content.get("year"), _as_compared(record.content, name)


def _fields(*names: str) -> Callable[[Content, str], Key]:
    return lambda content, _: tuple(_as_compared(content, name) for name in names)


def _consultation(content: Content, _: str) -> Key:
    """Minutes have a number; a consultation without minutes is known by its day."""
    number = _as_compared(content, "number")
    day = content.get("held_on") if number is None else None
    return content.get("unit_id"), content.get("year"), number, day


def _budget_document(content: Content, record_id: str) -> Key:
    """A document without a number is a draft, and there may be several."""
    number = _as_compared(content, "number")
    draft = record_id if number is None else None
    return content.get("unit_id"), content.get("year"), number, draft


def _document(content: Content, _: str) -> Key:
    """A file is known by its address; versions without one differ in the time of approval."""
    about = [content.get(name) for name in ("unit_id", "year", "type", "kind")]
    if content.get("url") is not None:
        return *about, content["url"]
    versions = ("title", "note", "period", "approved_at", "published_at")
    return *about, *(_as_compared(content, name) for name in versions)


_PROGRAMME: Final = _fields("unit_id", "year", "programme_code")
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


def _parts_of_a_ceiling(content: Content) -> tuple[Key, Key]:
    """A row may leave out the sub-unit, and the level in front of the number of an activity."""
    level, _, number = (content.get("activity_code") or "").rpartition(".")
    own = (_as_compared(content, "sub_unit_id"), level or None)
    return (*_PROGRAMME(content, ""), number), own


def _parts_of_a_document(content: Content) -> tuple[Key, Key]:
    """A document may leave out its title."""
    return _document({**content, "title": None}, ""), (_as_compared(content, "title"),)


_PARTS: Final[Mapping[str, Callable[[Content], tuple[Key, Key]]]] = {
    kinds.CEILING: _parts_of_a_ceiling,
    kinds.DOCUMENT: _parts_of_a_document,
}
