"""Whether the listings of a generic make can be found as its registration says."""

from collections.abc import Iterator, Mapping
from typing import Final

from integration.sources.domain.keys import PARTS
from integration.sources.domain.rest import ListingPlace
from integration.sources.domain.source import GENERIC, GENERIC_TABLE, Source
from rules.refusal import Refusal, pointer_to
from rules.text import Text

_NEEDED: Final = Text("wajib diisi bagi sistem ini", "must be said of this system")
_NOT_ASKED: Final = Text(
    "tidak untuk generic-table: tabelnya dikirim atau berupa berkas",
    "is not for generic-table: its tables are sent or come in files",
)


def wrong_places(given: Source) -> Iterator[Refusal]:
    """Yield what is wrong with where the listings are."""
    options = given.options
    if options.holds is None:
        yield Refusal("/options/holds", _NEEDED)
        return
    if not options.listings:
        yield Refusal("/options/listings", _NEEDED)
    rest = options.rest
    if rest is not None and (rest.success_at is None) is not (rest.success is None):
        yield Refusal(
            "/options/rest/success",
            Text("disebut bersama success_at, atau tidak sama sekali", "goes with success_at"),
        )
    if given.system == GENERIC_TABLE:
        yield from _of_tables(given)
    yield from _of_listings(
        PARTS[options.holds], options.listings, is_asked=given.system == GENERIC
    )


def _of_tables(given: Source) -> Iterator[Refusal]:
    """Yield what a make would say of where its tables are that nobody asks for."""
    if given.is_pulled:
        yield Refusal("/ways", _NOT_ASKED)
    for number, place in enumerate(given.options.listings):
        for name in ("path", "params", "rows_at"):
            if getattr(place, name):
                yield Refusal(pointer_to("options", "listings", number, name), _NOT_ASKED)


def _of_listings(
    known: Mapping[str, tuple[str, ...]], places: tuple[ListingPlace, ...], *, is_asked: bool
) -> Iterator[Refusal]:
    seen = set[str]()
    paths: dict[str, str | None] = {}
    for number, place in enumerate(places):
        at = ("options", "listings", number)
        parts = known.get(place.listing)
        if parts is None or place.listing in seen:
            yield Refusal(pointer_to(*at, "listing"), _no_listing(place, known, is_known=parts))
            continue
        seen.add(place.listing)
        if not is_asked:
            continue
        if place.path is None:
            yield Refusal(pointer_to(*at, "path"), _NEEDED)
            continue
        unknown = sorted(place.placeholders().difference(parts))
        missing = [part for part in parts if part not in place.placeholders()]
        if unknown or missing:
            yield Refusal(pointer_to(*at, "path"), _wrong_parts(parts, unknown, missing))
        if paths.setdefault(place.path, place.rows_at) != place.rows_at:
            yield Refusal(
                pointer_to(*at, "rows_at"),
                Text(
                    "jalur yang sama tidak boleh memuat baris di dua tempat",
                    "one path cannot have its rows in two places",
                ),
            )


def _no_listing(
    place: ListingPlace, known: Mapping[str, object], *, is_known: object | None
) -> Text:
    if is_known is not None:
        return Text("disebut dua kali", "is named twice")
    names = ", ".join(known)
    return Text(
        f"{place.listing} bukan daftar sistem itu, yang dikenal: {names}",
        f"{place.listing} is no listing of that system; known are: {names}",
    )


def _wrong_parts(parts: tuple[str, ...], unknown: list[str], missing: list[str]) -> Text:
    wanted = ", ".join(f"{{{part}}}" for part in parts) or "-"
    wrong = ", ".join(f"{{{part}}}" for part in unknown or missing)
    if unknown:
        return Text(
            f"{wrong} tidak dikenal di sini, yang dikenal: {wanted}",
            f"{wrong} is not known here; known are: {wanted}",
        )
    return Text(
        f"jalur atau parameternya harus memuat {wrong}",
        f"{wrong} must stand in the path or in a parameter",
    )
