"""Register a source, or change its registration, if everything that it names exists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from integration.agencies import store as agencies
from integration.sources import store
from integration.sources.domain.source import OWN_CODE, Source
from integration.sources.usecases.check_access import Allowed, objections_to
from integration.sources.usecases.check_options import wrong_options
from kit.awaited import awaiting
from kit.clock import Clock
from kit.database import Session
from kit.errors import CHECK_THE_PARTS, Conflict, Invalid
from rules.lives import Life
from rules.period import parse_period, year_code
from rules.refusal import Refusal, pointer_to
from rules.text import Text

# Besides the source of this product itself: what stands in the place of a code in an address.
_NOT_A_SOURCE: Final = frozenset({OWN_CODE, "adapters", "dry-run"})

_FIXED: Final[Mapping[str, Callable[[Source], str | None]]] = {
    "/system": lambda source: source.system,
    "/region_code": lambda source: source.region_code,
    "/options/holds": lambda source: source.options.holds,
}


async def register_source(
    session: Session, given: Source, *, by: str, root_code: str, allowed: Allowed, clock: Clock
) -> Source:
    """Store a new source; it is read at once and then at its interval.

    Raises:
        Conflict: The code is taken: within the subtree, or, if all else is right, elsewhere.
        Invalid: Something that it names does not exist; the errors point at each.
    """
    if await store.find_within(session, given.code, root_code=root_code) is not None:
        raise _code_taken(
            Text(
                f"Sumber {given.code} sudah terdaftar. Ubahlah pendaftaran yang ada.",
                f"The source {given.code} is registered already. Change that registration.",
            )
        )
    await check_source(session, given, allowed)
    if given.code in _NOT_A_SOURCE or await store.find(session, given.code) is not None:
        raise _code_taken(
            Text(
                f"Kode {given.code} sudah dipakai. Pilih kode lain.",
                f"The code {given.code} is taken. Choose another one.",
            )
        )
    await store.add(session, given, by=by, at=clock.now())
    return given


def _code_taken(detail: Text) -> Conflict:
    return Conflict(detail, errors=[Refusal("/code", Text("sudah dipakai", "is taken"))])


async def change_source(
    session: Session, held: Source, given: Source, *, by: str, allowed: Allowed, clock: Clock
) -> Source:
    """Store a changed registration; the same one again changes nothing.

    `held` is locked. Everything is read again under the new registration.

    Raises:
        Invalid: Something that it names does not exist, or must not change; the errors point at
            each.
    """
    changed = replace(given, revision=held.revision)
    if changed == held:
        return held
    fixed = [name for name, of in _FIXED.items() if of(given) != of(held)]
    if fixed:
        message = Text("tidak dapat diubah", "cannot be changed")
        raise Invalid(CHECK_THE_PARTS, errors=[Refusal(name, message) for name in fixed])
    await check_source(session, given, allowed, held=held)
    changed = replace(given, revision=held.revision + 1)
    await store.change(session, changed, by=by, at=clock.now())
    return changed


async def check_source(
    session: Session, given: Source, allowed: Allowed, *, held: Source | None = None
) -> None:
    """Check that everything exists that a registration names, and fits together.

    Raises:
        Invalid: Something does not; the errors point at each.
    """
    unknown = await _unknown_agencies(session, given)
    wrong = [
        *await _wrong_access(session, given, allowed),
        *wrong_options(given),
        *await _wrong_agencies(session, given),
        *await _wrong_years(session, given, held),
    ]
    if not wrong:
        return
    error = Invalid(CHECK_THE_PARTS, errors=wrong)
    if {refusal.pointer for refusal in wrong} == unknown.keys():
        awaiting(error, *(f"agencies/{code}" for code in sorted({*unknown.values()})))
    raise error


async def _wrong_access(session: Session, given: Source, allowed: Allowed) -> list[Refusal]:
    line = await agencies.line(session, given.region_code)
    return [
        Refusal(pointer_to(*field.split(".")), reason.text)
        for field, reason in objections_to(given, line, allowed)
    ]


async def _unknown_agencies(session: Session, given: Source) -> dict[str, str]:
    """Return the agencies that are named and not known here, by their places.

    The event of a new agency may take a moment to arrive; asking again helps.
    """
    units = {pointer_to("units", unit): code for unit, code in given.units.items()}
    named = {"/region_code": given.region_code, **units}
    known = await agencies.known(session, {*named.values()})
    return {pointer: code for pointer, code in named.items() if code not in known}


async def _wrong_agencies(session: Session, given: Source) -> list[Refusal]:
    """Return what is wrong with the region and the unit map."""
    below = await agencies.subtree(session, given.region_code)
    known = await agencies.known(session, below)
    elsewhere = await store.mapped_elsewhere(session, given)
    wrong = []
    if given.region_code not in known:
        wrong.append(Refusal("/region_code", _unknown(given.region_code)))
    for unit, code in given.units.items():
        pointer = pointer_to("units", unit)
        if code not in known:
            wrong.append(Refusal(pointer, _outside(code, given.region_code)))
        elif code in elsewhere:
            other = elsewhere[code]
            name = other.code if other.region_code in below else None
            wrong.append(Refusal(pointer, _taken(code, name)))
    return wrong


async def _wrong_years(session: Session, given: Source, held: Source | None) -> list[Refusal]:
    """Return which years the region does not live in, and which units live in none of them.

    Units come and go while a system goes on, so one of the years is enough, and a unit that was
    mapped before does not stand in the way: it is not read any more (`find_idle_units`).
    """
    below = await agencies.subtree(session, given.region_code)
    lives = await agencies.lives(
        session, below.intersection([given.region_code, *given.units.values()])
    )
    wrong = []
    region = lives.get(given.region_code)
    missed = [] if region is None else [year for year in given.years if not _has(region, year)]
    if region is not None and missed:
        wrong.append(Refusal("/years", _not_there(given.region_code, missed, region)))
    kept = set[tuple[str, str]]() if held is None else held.units.items()
    for unit, code in sorted(given.units.items() - kept):
        life = lives.get(code)
        if life is not None and not any(_has(life, year) for year in given.years):
            wrong.append(Refusal(pointer_to("units", unit), _not_there(code, given.years, life)))
    return wrong


def _has(life: Life, year: int) -> bool:
    return life.is_there_in(parse_period(year_code(year)))


def _not_there(code: str, years: Sequence[int], life: Life) -> Text:
    first, last = life.first, life.last
    named = ", ".join(map(str, years))
    if life.never_began:
        return Text(
            f"{code} tidak jadi dibentuk: petakan unit ini ke instansi lain, atau hapus petanya",
            f"{code} was never formed: map this unit to another agency, or leave it out",
        )
    if last is None:
        return Text(
            f"{code} baru ada sejak {first}, tidak pada {named}: sebut hanya tahun-tahun saat"
            " instansi itu ada",
            f"{code} exists from {first} on, not in {named}: name years in which it exists",
        )
    return Text(
        f"{code} ada dari {first} sampai {last}, tidak pada {named}: sebut hanya tahun-tahun saat"
        " instansi itu ada, atau daftarkan sumber bagi penerusnya",
        f"{code} exists from {first} to {last}, not in {named}: name years in which it exists, or"
        " register the source for its successor",
    )


def _unknown(code: str) -> Text:
    return Text(f"instansi {code} tidak dikenal", f"there is no agency {code}")


def _outside(code: str, region: str) -> Text:
    """Say the same of an agency elsewhere and of one that does not exist."""
    return Text(
        f"tidak ada instansi {code} di bawah {region}", f"there is no agency {code} below {region}"
    )


def _taken(code: str, other: str | None) -> Text:
    """`other` is the source that maps the agency, None for one that is not to be named."""
    if other is None:
        return Text(
            f"{code} sudah dipetakan pada sumber lain", f"{code} is mapped by another source"
        )
    return Text(
        f"{code} sudah dipetakan pada sumber {other}", f"{code} is mapped by the source {other}"
    )
