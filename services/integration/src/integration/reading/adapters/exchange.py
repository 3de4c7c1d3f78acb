"""Rows of exchange logs; the systems differ in their keys only."""

from collections.abc import Mapping
from typing import Final

from integration.reading.adapters.notes import remark
from integration.reading.adapters.row import Row
from integration.records.domain import kinds
from integration.records.domain.record import Record

NOTES: Final = frozenset({"object"})
"""The columns on which no fact rests."""
_OUTCOMES: Final[Mapping[str, bool]] = {
    "ok": True,
    "sukses": True,
    "berhasil": True,
    "gagal": False,
    "error": False,
}


def parse(row: Row, year: int, usual_targets: tuple[str, ...] | None) -> Record:
    """Return the exchange; `usual_targets` None: exchanges with every system count."""
    targets = row.source.options.exchange_targets
    wanted = usual_targets if targets is None else targets
    target = row.text("target")
    content = {
        **row.owner("unit"),
        "year": row.same_year(year),
        "target": target,
        "object": remark(row, "object"),
        "at": row.instant("at"),
        "succeeded": row.optional("outcome", lambda name: row.choice(name, _OUTCOMES)),
        "counts": wanted is None or _plain(target) in {_plain(name) for name in wanted},
    }
    return Record.of(kinds.EXCHANGE, row.identifier("id"), content)


def _plain(name: str) -> str:
    """Return only the letters: E-Program, e-program and eprogram are the same system."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
