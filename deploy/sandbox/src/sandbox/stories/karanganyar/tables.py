"""The tables of this story: what sources say, and both results side by side."""

from collections.abc import Sequence

from rich.table import Table

from rules.edition import Band, band_of
from rules.exact import Number, announce, parse, simplest
from rules.text import Text
from sandbox.stories.story import Scene
from sandbox.telling.texts import NOTHING, Json, both, number, track_of

_ROOT = "index"
_PLACES = 2


def from_sources(scene: Scene, score: Json) -> Table:
    """Return the levels that follow from the facts of the source systems."""
    live = track_of(score, "live")
    without = set(live["missing"])
    table = scene.table(
        Text(
            "Tingkat yang mengikuti data sistem sumber, sebelum ada jawaban",
            "Levels that follow from the source systems, before any answer",
        ),
        Text("Indikator", "Indicator"),
        Text("", ""),
        Text("Bobot %", "Weight %"),
        Text("Tingkat", "Level"),
    )
    for each in live["indicators"]:
        if each["code"] not in without:
            level, name = number(each["level"]), scene.word(each["name"])
            table.add_row(each["code"], name, each["weight"], level)
    return table


def side_by_side(scene: Scene, own: Json, verified: Json, *, edition: Json) -> Table:
    """Return the provisional values and the ministry's by domain, with the exact difference."""
    table = scene.table(
        Text("Sementara dan terverifikasi, berdampingan", "Provisional and verified, side by side"),
        Text("", ""),
        Text("Bobot %", "Weight %"),
        Text("Sementara", "Provisional"),
        Text("Terverifikasi", "Verified"),
        Text("Selisih", "Difference"),
    )
    for column in table.columns[1:]:
        column.justify = "right"
    nodes = {node["code"]: node for node in own["nodes"]}
    theirs = {node["code"]: parse(node["national"]) for node in verified["nodes"]}
    for code, node in nodes.items():
        if node["kind"] in ("domain", "instrument") and code in theirs:
            table.add_row(*_row(scene, node, theirs[code]), style="bold" if code == _ROOT else "")
    table.add_section()
    index = theirs[_ROOT]
    table.add_row(
        scene.word(Text("Predikat", "Predicate")),
        NOTHING,
        both(own["predicate"]),
        _named(edition["predicates"], index),
        NOTHING,
    )
    table.add_row(
        scene.word(Text("Tingkat kematangan", "Maturity level")),
        NOTHING,
        both(own["maturity_level"]),
        _named(edition["maturity_levels"], index),
        NOTHING,
    )
    return table


def sentence(own: Json, verified: Json, edition: Json) -> Text:
    """Return both results in one sentence."""
    index = next(parse(node["national"]) for node in verified["nodes"] if node["code"] == _ROOT)
    predicate, level = Text(**own["predicate"]), Text(**own["maturity_level"])
    theirs = _name(edition["predicates"], index), _name(edition["maturity_levels"], index)
    mine, verified_index = own["announced"], _announced(index)
    return Text(
        f"Sementara [bold]{mine}[/] ({predicate.id}, {level.id}); terverifikasi"
        f" [bold]{verified_index}[/] ({theirs[0].id}, {theirs[1].id}).",
        f"Provisional [bold]{mine}[/] ({predicate.en}, {level.en}); verified"
        f" [bold]{verified_index}[/] ({theirs[0].en}, {theirs[1].en}).",
    )


def _row(scene: Scene, node: Json, theirs: Number) -> Sequence[str]:
    difference = simplest(theirs - parse(node["exact"]))
    return (
        scene.word(node["name"]),
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
