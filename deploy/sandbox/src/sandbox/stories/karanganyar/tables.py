"""The tables of this story: what sources say, and both results side by side."""

from collections.abc import Sequence

from rich.table import Table

from rules.edition import Band, band_of
from rules.exact import Number, announce, parse, simplest
from rules.text import Text
from sandbox.telling.texts import NOTHING, Json, both, number, track_of

_ROOT = "index"
_PLACES = 2


def from_sources(score: Json) -> Table:
    """Return the levels that follow from the facts of the source systems."""
    live = track_of(score, "live")
    without = set(live["missing"])
    table = Table(
        title="Tingkat yang mengikuti data sistem sumber, sebelum ada jawaban",
        title_justify="left",
        border_style="dim",
    )
    for name in ("Indikator", "", "Bobot %", "Tingkat"):
        table.add_column(name)
    for each in live["indicators"]:
        if each["code"] not in without:
            table.add_row(each["code"], each["name"]["id"], each["weight"], number(each["level"]))
    return table


def side_by_side(own: Json, verified: Json, edition: Json) -> Table:
    """Return the provisional values and the ministry's by domain, with the exact difference."""
    table = Table(
        title="Sementara dan terverifikasi, berdampingan", title_justify="left", border_style="dim"
    )
    for name in ("", "Bobot %", "Sementara", "Terverifikasi", "Selisih"):
        table.add_column(name, justify="left" if name == "" else "right")
    nodes = {node["code"]: node for node in own["nodes"]}
    theirs = {node["code"]: parse(node["national"]) for node in verified["nodes"]}
    for code, node in nodes.items():
        if node["kind"] in ("domain", "instrument") and code in theirs:
            table.add_row(*_row(node, theirs[code]), style="bold" if code == _ROOT else "")
    table.add_section()
    index = theirs[_ROOT]
    table.add_row(
        "Predikat",
        NOTHING,
        both(own["predicate"]),
        _named(edition["predicates"], index),
        NOTHING,
    )
    table.add_row(
        "Tingkat kematangan",
        NOTHING,
        both(own["maturity_level"]),
        _named(edition["maturity_levels"], index),
        NOTHING,
    )
    return table


def sentence(own: Json, verified: Json, edition: Json) -> str:
    """Return both results in one sentence."""
    index = next(parse(node["national"]) for node in verified["nodes"] if node["code"] == _ROOT)
    maturity = _name(edition["maturity_levels"], index)
    return (
        f"Sementara [bold]{own['announced']}[/] ({own['predicate']['id']},"
        f" {own['maturity_level']['id']}); terverifikasi [bold]{_announced(index)}[/]"
        f" ({_name(edition['predicates'], index).id}, {maturity.id})."
    )


def _row(node: Json, theirs: Number) -> Sequence[str]:
    difference = simplest(theirs - parse(node["exact"]))
    return (
        node["name"]["id"],
        node["weight"],
        node["announced"],
        _announced(theirs),
        f"{'+' if difference > 0 else ''}{_announced(difference)}",
    )


def _announced(value: Number) -> str:
    return announce(value.numerator, value.denominator, _PLACES)


def _named(bands: Sequence[Json], value: Number) -> str:
    name = _name(bands, value)
    return f"{name.id} [dim]{name.en}[/]"


def _name(bands: Sequence[Json], value: Number) -> Text:
    """Return what the edition calls an exact value."""
    found = band_of(map(_band, bands), value)
    return Text(NOTHING, NOTHING) if found is None else found.name


def _band(band: Json) -> Band:
    return Band(
        Text(**band["name"]),
        _bound(band.get("minimum")),
        band.get("minimum_inclusive", True),
        _bound(band.get("maximum")),
        band.get("maximum_inclusive", False),
    )


def _bound(text: str | None) -> Number | None:
    return None if text is None else parse(text)
