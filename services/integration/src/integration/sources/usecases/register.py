"""Register a source, or change its registration, if everything that it names exists."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integration.agencies import store as agencies
from integration.agencies.domain import Life
from integration.sources import store
from integration.sources.domain.keys import USUAL_KEYS
from integration.sources.domain.schedules import faults_of
from integration.sources.domain.source import OWN_CODE, READERS, Source, unread_options
from integration.sources.usecases.check_access import Allowed, objections_to
from kit.awaited import awaiting
from kit.clock import Clock
from kit.database import Session
from kit.errors import CHECK_THE_PARTS, Conflict, Invalid
from rules.period import parse_period, year_code
from rules.refusal import Refusal, pointer_to
from rules.text import Text


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
    await _check(session, given, allowed, at=clock.now())
    if given.code == OWN_CODE or await store.find(session, given.code) is not None:
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
    fixed = [
        name for name in ("system", "region_code") if getattr(given, name) != getattr(held, name)
    ]
    if fixed:
        message = Text("tidak dapat diubah", "cannot be changed")
        raise Invalid(CHECK_THE_PARTS, errors=[Refusal(f"/{name}", message) for name in fixed])
    await _check(session, given, allowed, at=clock.now(), held=held)
    changed = replace(given, revision=held.revision + 1)
    await store.change(session, changed, by=by, at=clock.now())
    return changed


async def _check(
    session: Session,
    given: Source,
    allowed: Allowed,
    *,
    at: datetime,
    held: Source | None = None,
) -> None:
    unknown = await _unknown_agencies(session, given)
    wrong = [
        *await _wrong_access(session, given, allowed),
        *_wrong_options(given),
        *_wrong_schedule(given, at),
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


def _wrong_options(given: Source) -> Iterator[Refusal]:
    for name in unread_options(given):
        yield Refusal(pointer_to("options", name), _unread(given.system, READERS[name]))
    try:
        ZoneInfo(given.options.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Refusal(
            "/options/timezone", Text("zona waktu tidak dikenal", "is not a known time zone")
        )
    for unit in sorted(given.options.ignored_units & given.units.keys()):
        yield Refusal(
            pointer_to("units", unit),
            Text("disebut juga pada ignored_units", "is named in ignored_units too"),
        )
    translations = given.options.code_translations
    for code, other in translations.items():
        # A row is translated once: of a chain or a circle, two rows about one thing stay two.
        if other in translations:
            yield Refusal(
                pointer_to("options", "code_translations", code),
                Text(f"{other} sendiri dibaca sebagai kode lain", f"{other} is read as another"),
            )
    yield from _wrong_fields(given)


def _wrong_schedule(given: Source, at: datetime) -> Iterator[Refusal]:
    faults = () if given.schedule is None else faults_of(given.schedule, at)
    return (Refusal(pointer_to("schedule", name), text) for name, text in faults)


def _wrong_fields(given: Source) -> Iterator[Refusal]:
    """Yield the renamed keys that the adapter does not know, or that are read twice.

    A key under two names would make one number of two: a target its own realisation.
    """
    known = USUAL_KEYS[given.system]
    for listing, keys in given.options.fields.items():
        readers: dict[str, list[str]] = {}
        for name, key in {**known.get(listing, {}), **keys}.items():
            readers.setdefault(key, []).append(name)
        for name, key in keys.items():
            pointer = pointer_to("options", "fields", listing, name)
            others = ", ".join(other for other in readers[key] if other != name)
            if name not in known.get(listing, {}):
                yield Refusal(
                    pointer, Text("tidak dikenal oleh adaptor", "is not known to the adapter")
                )
            elif others:
                yield Refusal(
                    pointer,
                    Text(f"{key} sudah dibaca sebagai {others}", f"{key} is read as {others}"),
                )


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


def _unread(system: str, readers: Sequence[str]) -> Text:
    others = ", ".join(readers)
    return Text(
        f"tidak dibaca pada sistem {system}, hanya pada {others}",
        f"is not read of {system}, only of {others}",
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
