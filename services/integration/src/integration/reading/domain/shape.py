"""The shape of a listing: which fields its rows have, of which kind, and whether all are zero."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Self

_MOST_FIELDS: Final = 300
_DEEPEST: Final = 3
_LONGEST_NAME: Final = 100
_MOSTLY: Final = Fraction(9, 10)
_ZERO: Final = re.compile(r"[-+]?0+(?:[.,]0+)*")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*")
_FLAG: Final = re.compile(r"[-+]?0*[01](?:[.,]0+)*")
# Members that are named by a number are values of one field: targets by year.
_NUMBERED: Final = re.compile(r"[0-9]+")
_KINDS: Final = {
    str: "text",
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "truth",
    list: "list",
    dict: "object",
}


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field of a listing's rows.

    `rows` have it, with or without a value; `values` have a value. `kind` is that of at least nine
    in ten of the values, empty if there is none. `is_zero`: there are values, and each is a zero.
    `is_amount`: some value is a number, and neither 0 nor 1, which may be signs for no and yes.
    """

    rows: int
    values: int
    kind: str
    is_zero: bool
    is_amount: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """How many rows a listing has that are objects, and their fields by name, at most 300."""

    rows: int
    fields: Mapping[str, FieldShape]

    def written(self) -> dict[str, Any]:
        """Return it as it is stored."""
        fields = {
            name: [each.rows, each.values, each.kind, each.is_zero, each.is_amount]
            for name, each in self.fields.items()
        }
        return {"rows": self.rows, "fields": fields}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the shape that `written` wrote."""
        return cls(
            stored["rows"], {name: FieldShape(*each) for name, each in stored["fields"].items()}
        )

    def after(self, before: "Shape | None") -> "Shape":
        """Return the shape to compare the next reading with: a field seen before is not new."""
        if before is None:
            return self
        seen = {
            name: FieldShape(0, 0, each.kind, is_zero=False, is_amount=False)
            for name, each in before.fields.items()
            if name not in self.fields
        }
        return Shape(self.rows, {**self.fields, **seen})


@dataclass(slots=True)
class _Field:
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    is_zero: bool = True
    is_amount: bool = False

    def take(self, value: object) -> None:
        self.rows += 1
        if value is None:
            return
        self.kinds[_KINDS.get(type(value), "other")] += 1
        if self.is_zero:
            self.is_zero = _is_zero(value)
        if not self.is_zero and not self.is_amount:
            self.is_amount = _is_amount(value)

    def shape(self) -> FieldShape:
        values = self.kinds.total()
        kind, most = self.kinds.most_common(1)[0] if values else ("", 0)
        usual = kind if values and Fraction(most, values) >= _MOSTLY else ""
        is_zero = self.is_zero and values > 0
        return FieldShape(self.rows, values, usual, is_zero=is_zero, is_amount=self.is_amount)


def shape_of(rows: Sequence[object]) -> Shape:
    """Return the shape of a listing's raw rows."""
    fields: dict[str, _Field] = {}
    count = 0
    for row in rows:
        if not isinstance(row, dict):
            continue
        count += 1
        # A row counts once for a field, whatever number of its members are of it.
        for name, value in dict(_members(row, "", 1)).items():
            held = fields.get(name)
            if held is None:
                if len(fields) >= _MOST_FIELDS:
                    continue
                held = fields[name] = _Field()
            held.take(value)
    return Shape(count, {name: each.shape() for name, each in sorted(fields.items())})


def _members(row: dict[str, object], before: str, depth: int) -> Iterator[tuple[str, object]]:
    for key, value in row.items():
        name = before + ("*" if _NUMBERED.fullmatch(key) else _printable(key[:_LONGEST_NAME]))
        yield name, value
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _members(value, f"{name}.", depth + 1)


def _printable(key: str) -> str:
    """Return a name that every database and every screen takes."""
    return key if key.isprintable() else ascii(key)[1:-1]


def _is_zero(value: object) -> bool:
    if isinstance(value, str):
        return _ZERO.fullmatch(value.strip()) is not None
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value == 0


def _is_amount(value: object) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(value.strip()) is not None and not _FLAG.fullmatch(value.strip())
    return isinstance(value, int | Decimal) and value not in (0, 1)
