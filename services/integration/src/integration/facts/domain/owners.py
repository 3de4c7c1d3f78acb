"""Whose a row may be that does not say it: what else it says may name the unit.

A code of a sub-activity and a title are everybody's, so they tell only where such a row is lacking.
Numbers, addresses and indicators are of one agency.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from integration.records.domain import kinds
from integration.records.domain.record import Content, Record
from integration.records.domain.unreadable import UnreadableRow

_SUB_ACTIVITY: Final = ("code_set", "code")
# What names a record within its unit, and where: together they are its business key.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    kinds.CEILING: ("sub_unit_id",),
    kinds.CONSULTATION: ("number",),
    kinds.SUB_ACTIVITY: _SUB_ACTIVITY,
    kinds.BUDGET_DOCUMENT: ("number",),
    kinds.REALISATION: _SUB_ACTIVITY,
    kinds.KEY_INDICATOR: ("title",),
    kinds.ACHIEVEMENT: ("indicator_id",),
    kinds.DOCUMENT: ("url",),
}
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    kinds.CEILING: ("year", "programme_code", "activity_code"),
    kinds.CONSULTATION: ("year",),
    kinds.SUB_ACTIVITY: ("year", "schedule_id"),
    kinds.BUDGET_DOCUMENT: ("year",),
    kinds.REALISATION: ("year", "month"),
    kinds.KEY_INDICATOR: ("first_year", "last_year"),
    kinds.ACHIEVEMENT: ("year", "quarter"),
    kinds.DOCUMENT: ("year", "type"),
}
_SHARED: Final = frozenset({kinds.SUB_ACTIVITY, kinds.REALISATION, kinds.KEY_INDICATOR})
# Texts in which the code of a unit is written.
_MENTION: Final[Mapping[str, str]] = {
    kinds.CEILING: "sub_unit_id",
    kinds.CONSULTATION: "number",
    kinds.BUDGET_DOCUMENT: "number",
}
_BETWEEN: Final = re.compile(r"[^0-9A-Za-z.]+")


_Held = Mapping[tuple[object, ...], frozenset[str]]


class Owners:
    """The records by what they say, and the registered units: both tell whose another row is."""

    def __init__(self, records: Sequence[Record], units: Mapping[str, str]) -> None:
        self._records = records
        self._units = units
        self._held: dict[tuple[str | None, tuple[str, ...]], _Held] = {}

    def of(self, row: UnreadableRow) -> frozenset[str]:
        """Return the agencies that a row without a readable unit names by something else.

        A row that leaves its unit out may be a total. It is somebody's if it says all the rest of
        its business key, and if the agency has no such row of its own.
        """
        names, places = _NAMES.get(row.kind, ()), _PLACES.get(row.kind, ())
        found = frozenset(self._units[unit] for unit in self._units if _mentions(row, unit))
        is_named = bool(names) and _says(row.content, names)
        if row.whose == "unreadable":
            own = is_named and row.kind not in _SHARED
            return found | self._holding(row.content, names) if own else found
        if not is_named or not _says(row.content, places):
            return frozenset()
        found |= self._holding(row.content, names)
        return found - self._holding(row.content, (*names, *places), row.kind)

    def _holding(
        self, content: Content, names: tuple[str, ...], kind: str | None = None
    ) -> frozenset[str]:
        """Return the agencies with a record that says the same, of one kind or of any."""
        held = self._held.get((kind, names))
        if held is None:
            held = self._held[kind, names] = _by_what_they_say(self._records, names, kind)
        return held.get(tuple(content[name] for name in names), frozenset())


def _by_what_they_say(records: Iterable[Record], names: tuple[str, ...], kind: str | None) -> _Held:
    found: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for record in records:
        code = record.agency_code
        if code is not None and kind in (None, record.kind) and _says(record.content, names):
            found[tuple(record.content[name] for name in names)].add(code)
    return {said: frozenset(codes) for said, codes in found.items()}


def _says(content: Content, names: Iterable[str]) -> bool:
    return all(content.get(name) is not None for name in names)


def _mentions(row: UnreadableRow, unit: str) -> bool:
    if unit in _BETWEEN.split(row.unit_text or ""):
        return True
    text = row.content.get(_MENTION.get(row.kind, ""))
    if "." not in unit or not isinstance(text, str):
        return False  # a number without parts stands for many things
    return text.startswith(f"{unit}.") or unit in _BETWEEN.split(text)
