"""Check the options of a registration: what its adapter reads, and what fits together."""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integration.sources.domain.keys import known_keys
from integration.sources.domain.places import wrong_places
from integration.sources.domain.schedules import faults_of
from integration.sources.domain.source import GENERICS, MAKES, READERS, Source, unread_options
from rules.refusal import Refusal, pointer_to
from rules.text import Text

_UNKNOWN_FIELD: Final = Text("tidak dikenal oleh adaptor", "is not known to the adapter")


def wrong_options(given: Source) -> Iterator[Refusal]:
    """Yield what a registration says that its system does not read, or that contradicts itself."""
    if given.dialect not in MAKES[given.system]:
        yield Refusal("/adapter", _no_dialect(given))
        return
    for name in unread_options(given):
        yield Refusal(pointer_to("options", name), _unread(given.system, READERS[name]))
    try:
        ZoneInfo(given.options.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Refusal(
            "/options/timezone", Text("zona waktu tidak dikenal", "is not a known time zone")
        )
    for name, text in () if given.schedule is None else faults_of(given.schedule):
        yield Refusal(pointer_to("schedule", name), text)
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
    if given.system in GENERICS:
        yield from wrong_places(given)
    yield from _wrong_fields(given)
    for option in ("number_formats", "constants", "words"):
        yield from _wrong_names(given, option)


def _wrong_fields(given: Source) -> Iterator[Refusal]:
    """Yield the renamed keys that the adapter does not know, or that are read twice.

    A key under two names would make one number of two: a target its own realisation.
    """
    known = known_keys(given)
    for listing, keys in given.options.fields.items():
        readers: dict[str, list[str]] = {}
        for name, key in {**known.get(listing, {}), **keys}.items():
            readers.setdefault(key, []).append(name)
        for name, key in keys.items():
            pointer = pointer_to("options", "fields", listing, name)
            others = ", ".join(other for other in readers[key] if other != name)
            if name not in known.get(listing, {}):
                yield Refusal(pointer, _UNKNOWN_FIELD)
            elif others:
                yield Refusal(
                    pointer,
                    Text(f"{key} sudah dibaca sebagai {others}", f"{key} is read as {others}"),
                )


def _wrong_names(given: Source, option: str) -> Iterator[Refusal]:
    """Yield the fields of an option that the adapter does not know, or that are said twice."""
    known = known_keys(given)
    for listing, said in getattr(given.options, option).items():
        for name in said:
            pointer = pointer_to("options", option, listing, name)
            if name not in known.get(listing, {}):
                yield Refusal(pointer, _UNKNOWN_FIELD)
            elif option == "constants" and name == "id":
                yield Refusal(
                    pointer,
                    Text("harus ada pada setiap baris", "must be said by each row itself"),
                )
            elif option == "constants" and name in given.options.fields.get(listing, {}):
                yield Refusal(pointer, Text("disebut juga pada fields", "is named in fields too"))


def _no_dialect(given: Source) -> Text:
    known = ", ".join(MAKES[given.system])
    return Text(
        f"bukan adaptor bagi sistem {given.system}, yang dikenal: {known}",
        f"is no adapter of {given.system}; known are: {known}",
    )


def _unread(system: str, readers: Sequence[str]) -> Text:
    others = ", ".join(readers)
    return Text(
        f"tidak dibaca pada sistem {system}, hanya pada {others}",
        f"is not read of {system}, only of {others}",
    )
