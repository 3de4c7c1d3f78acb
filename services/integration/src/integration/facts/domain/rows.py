"""The rows that a fact rests on: those that count, and what makes them doubtful."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from integration.records.domain.business_key import settle
from integration.records.domain.record import Content, Record
from integration.sources.domain.reason import Reason
from rules.text import Text

DoubtCode = Literal[
    "beyond_budget",
    "beyond_target",
    "conflicting_rows",
    "days_ahead",
    "falling_rows",
    "hidden_delay",
    "hidden_shortfall",
    "missing_column",
    "missing_indicator",
    "missing_plan",
    "missing_quarter",
    "missing_realisation",
    "other_year",
    "placeholder_rows",
    "unreadable_rows",
]

_FAILED: Final = Fraction(1, 2)  # of what was wanted; below that a part has failed
_MOST_COVERED: Final = Fraction(1, 10)  # of the whole; about as wide as the bands of predicates
_MOST_NAMED: Final = 5
_MOST_LETTERS: Final = 60
# What is missing has no row whose number could be told.
_MISSING: Final = frozenset(
    {"missing_indicator", "missing_plan", "missing_quarter", "missing_realisation"}
)
_SENTENCES: Final[dict[DoubtCode, Text]] = {
    "beyond_budget": Text(
        "Realisasi melampaui kelipatan anggaran yang dinyatakan ({rows}).",
        "The realisation is beyond the declared multiple of the budget ({rows}).",
    ),
    "beyond_target": Text(
        "Capaian melampaui kelipatan target yang dinyatakan ({rows}).",
        "The achievement is beyond the declared multiple of the target ({rows}).",
    ),
    "days_ahead": Text(
        "Ada kejadian yang waktunya belum tiba ({rows}).",
        "The day of what is said to have happened is still to come ({rows}).",
    ),
    "falling_rows": Text(
        "Kolom kumulatif turun ({rows}).",
        "A cumulative column falls ({rows}).",
    ),
    "hidden_delay": Text(
        "Subkegiatan yang melampaui rencana menutupi yang tidak mencapai separuh rencananya "
        "({rows}).",
        "Sub-activities ahead of their plans cover those that reached less than half of theirs "
        "({rows}).",
    ),
    "hidden_shortfall": Text(
        "Capaian di atas target menutupi indikator yang tidak mencapai separuh targetnya ({rows}).",
        "Achievements above their targets cover indicators that reached less than half of theirs "
        "({rows}).",
    ),
    "conflicting_rows": Text(
        "Baris-baris tentang hal yang sama saling bertentangan ({rows}).",
        "Rows about the same thing contradict each other ({rows}).",
    ),
    "missing_column": Text(
        "Tidak satu baris pun memuat isi kolom yang dipetakan ({rows}).",
        "No row has what is to be read from the mapped column ({rows}).",
    ),
    "missing_indicator": Text(
        "Capaian indikator kinerja utama yang bertarget pada tahun ini belum ada ({rows}).",
        "The achievement of key indicators that have a target in this year is not there yet "
        "({rows}).",
    ),
    "missing_plan": Text(
        "Rencana bulan {rows} belum ada.",
        "The plan of month {rows} is not there yet.",
    ),
    "missing_quarter": Text(
        "Capaian indikator yang dilaporkan pada triwulan sebelumnya belum ada ({rows}).",
        "The achievement of indicators that were reported a quarter before is not there yet "
        "({rows}).",
    ),
    "missing_realisation": Text(
        "Realisasi bulan {rows} belum ada.",
        "The realisation of month {rows} is not there yet.",
    ),
    "other_year": Text(
        "Ada kejadian yang waktunya tidak sesuai dengan tahun ini ({rows}).",
        "The day of what is said to have happened does not belong to this year ({rows}).",
    ),
    "placeholder_rows": Text(
        "Semua bulan berisi 0, seperti pada sistem yang belum pernah disinkronkan ({rows}).",
        "Every month is 0, as in a system that was never synchronised ({rows}).",
    ),
    "unreadable_rows": Text(
        "Ada baris yang tidak dapat dibaca ({rows}).",
        "There are rows that cannot be read ({rows}).",
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows of one kind that nothing may be built on. `contents` hold what is known of them.

    Of rows that are missing, `record_ids` say what is missing.
    """

    code: DoubtCode
    kind: str
    record_ids: tuple[str, ...]
    contents: tuple[Content, ...]

    def may(self, holds: Callable[[Content], bool]) -> bool:
        """Say whether it may hold of one of the rows; of a part that was not read it may."""
        return any(_may(holds, content) for content in self.contents)


@dataclass(frozen=True, slots=True)
class Rows:
    """Records that count, with the doubts about them; iterating and counting mean the records."""

    records: tuple[Record, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())

    @classmethod
    def of(cls, records: Iterable[Record], doubts: Iterable[Doubt] = ()) -> "Rows":
        """Take records of one kind; equal ones count once, those that contradict are a doubt."""
        settled = settle(records)
        clashes = (conflict(group) for group in settled.clashes)
        return cls(settled.records, (*doubts, *clashes))

    def where(self, holds: Callable[[Content], bool]) -> "Rows":
        """Return the rows of which it holds, and the doubts of which it may hold."""
        return Rows(
            tuple(record for record in self.records if holds(record.content)),
            tuple(doubt for doubt in self.doubts if doubt.may(holds)),
        )

    def doubted_by(self, *others: "Rows") -> "Rows":
        """Return these rows with the doubts of others, on which the same fact rests."""
        return Rows(self.records, (*self.doubts, *(d for rows in others for d in rows.doubts)))

    def __iter__(self) -> Iterator[Record]:
        """Iterate over the records."""
        return iter(self.records)

    def __len__(self) -> int:
        """Return how many records count."""
        return len(self.records)


def of_each_unit(rows: Rows, *working: Rows) -> list[Rows]:
    """Return the rows of each unit that has such rows, or rows of its work.

    A unit that works and has no row of its own has empty rows: others do not stand in for it.
    """
    units = {unit for one in (rows, *working) for unit in _units(one)}
    return [_of_unit(rows, unit) for unit in sorted(units)]


def newest(rows: Rows, when: str, said: str) -> Rows:
    """Return the newest row alone; of several at once, those that say different things are a doubt.

    The number of a row does not tell which of them is the later one.
    """
    if not rows:
        return rows
    latest = max(row.content[when] or "" for row in rows)
    at_once = [row for row in rows if (row.content[when] or "") == latest]
    differ = len({row.content[said] for row in at_once}) > 1
    doubts = (*rows.doubts, conflict(at_once)) if differ else rows.doubts
    return Rows((max(at_once, key=lambda row: row.record_id),), doubts)


def hidden(code: DoubtCode, parts: Iterable[tuple[Record, Fraction, Fraction]]) -> Rows:
    """Return the doubt about parts that failed, where others lift the whole over them.

    Of each part: what was wanted, and what was reached. Below half of what was wanted it failed.
    What is beyond all that was wanted lifts nothing: rules end there.
    """
    found = tuple(parts)
    failed = tuple(row for row, wanted, reached in found if reached < wanted * _FAILED)
    wanted = sum((one for _, one, _ in found), Fraction(0))
    own = sum((min(reached, one) for _, one, reached in found), Fraction(0))
    lifted = min(sum((reached for *_, reached in found), Fraction(0)), wanted)
    if not failed or lifted - own <= _MOST_COVERED * wanted:
        return Rows()
    ids, contents = tuple(row.record_id for row in failed), tuple(row.content for row in failed)
    return Rows((), (Doubt(code, failed[0].kind, ids, contents),))


def conflict(group: Iterable[Record]) -> Doubt:
    """Return the doubt about records that contradict each other."""
    rows = tuple(group)
    return Doubt(
        "conflicting_rows",
        rows[0].kind,
        tuple(sorted(row.record_id for row in rows)),
        tuple(row.content for row in rows),
    )


def reason_of(doubts: Iterable[Doubt], readable: str | None) -> Reason | None:
    """Return why a fact is unknown, with what can be read; None without a doubt."""
    by_code: dict[DoubtCode, list[str]] = {}
    for doubt in dict.fromkeys((d.code, d.kind, d.record_ids) for d in doubts):
        code, kind, record_ids = doubt
        named = "" if code in _MISSING else f"{kind} "
        by_code.setdefault(code, []).extend(f"{named}{_short(one)}" for one in record_ids)
    if not by_code:
        return None
    sentences = [_sentence(code, by_code[code]) for code in sorted(by_code)]
    if readable is not None:
        sentences.append(Text(f"Yang terbaca: {readable}.", f"What can be read: {readable}."))
    return Reason(
        min(by_code),
        Text(" ".join(said.id for said in sentences), " ".join(said.en for said in sentences)),
    )


def _units(rows: Rows) -> set[str]:
    contents = [row.content for row in rows]
    contents += [content for doubt in rows.doubts for content in doubt.contents]
    return {content["unit_id"] for content in contents if content.get("unit_id") is not None}


def _of_unit(rows: Rows, unit: str) -> Rows:
    return rows.where(lambda content: bool(content["unit_id"] == unit))


def _sentence(code: DoubtCode, rows: list[str]) -> Text:
    named = ", ".join(sorted(dict.fromkeys(rows))[:_MOST_NAMED])
    more = f", … ({len(rows)})" if len(rows) > _MOST_NAMED else ""
    text = _SENTENCES[code]
    return Text(text.id.format(rows=named + more), text.en.format(rows=named + more))


def _short(record_id: str) -> str:
    return record_id if len(record_id) <= _MOST_LETTERS else f"{record_id[:_MOST_LETTERS]}…"


def _may(holds: Callable[[Content], bool], content: Content) -> bool:
    try:
        return holds(content)
    except KeyError:
        return True
