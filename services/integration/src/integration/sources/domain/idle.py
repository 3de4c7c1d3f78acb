"""Units that a source is not read for: their agency is not there today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from integration.sources.domain.reason import Reason
from rules.lives import Life
from rules.text import Text


@dataclass(frozen=True, slots=True)
class IdleUnit:
    """A unit of the source that is mapped to an agency, and why it is not read for that one."""

    unit: str
    agency_code: str
    reason: Reason


def idle_units(
    units: Mapping[str, str], lives: Mapping[str, Life], today: date
) -> Iterator[IdleUnit]:
    """Yield the units whose agency is not there today, in order."""
    for unit, code in sorted(units.items()):
        life = lives.get(code)
        if life is not None and not life.is_there_on(today):
            yield IdleUnit(unit, code, _why(unit, code, life, today))


def _why(unit: str, code: str, life: Life, today: date) -> Reason:
    mapped = Text(f"Unit {unit} dipetakan ke {code}", f"The unit {unit} is mapped to {code}")
    way_on = Text(
        "petakan ke instansi lain, atau hapus petanya", "map it to another one, or leave it out"
    )
    if life.never_began:
        why = Text("yang tidak jadi dibentuk", "which was never formed")
        return _reason("never_began", mapped, why, way_on)
    if life.has_ended_by(today):
        why = Text(f"yang berakhir pada {life.last}", f"which ended on {life.last}")
        successor = Text(
            "petakan ke penerusnya, atau hapus petanya", "map it to its successor, or leave it out"
        )
        return _reason("ended", mapped, why, successor)
    why = Text(f"yang baru ada sejak {life.first}", f"which exists from {life.first} on")
    then = Text("dibaca mulai hari itu", "it is read from that day on")
    return _reason("not_begun", mapped, why, then)


def _reason(code: str, mapped: Text, why: Text, way_on: Text) -> Reason:
    return Reason(
        code,
        Text(
            f"{mapped.id}, {why.id}, sehingga tidak dibaca: {way_on.id}.",
            f"{mapped.en}, {why.en}, so it is not read: {way_on.en}.",
        ),
    )
