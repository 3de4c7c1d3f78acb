"""Print a breakdown: the index with predicate and maturity level, and the roll-up as a table."""

from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table

from rules.bases import Basis
from rules.edition import Answer, Band, NotApplicable
from rules.evaluation import Breakdown, NodeValue
from rules.exact import Number, announce, text_of
from rules.floor import LevelShares

_LONGEST: Final = 14
_APPROXIMATE: Final = 6
_GAP: Final = 2
_LEAST_NAME: Final = 12
_GOOD_NAME: Final = 40
_LEAST_BASIS: Final = 10
_WIDTH_OF_A_FILE: Final = 140
_GIVEN: Final[frozenset[Basis]] = frozenset({"answer", "anchor", "not_applicable"})
_BASES: Final[dict[Basis, str]] = {
    "children": "",
    "answer": "dijawab · answered",
    "criteria": "kriteria · criteria",
    "empty": "kosong · empty",
    "anchor": "tetap · anchored",
    "not_applicable": "dialihkan · passed on",
    "nothing": "tanpa nilai · no value",
    "unused": "tak dipakai · unused",
}


class _Column(NamedTuple):
    title: str
    justify: JustifyMethod
    is_brief: bool


_NAME: Final = 1
_BASIS: Final = 7
_COLUMNS: Final = (
    _Column("kode\ncode", "left", is_brief=True),
    _Column("nama\nname", "left", is_brief=True),
    _Column("bobot\nweight", "right", is_brief=True),
    _Column("berlaku\neffective", "right", is_brief=False),
    _Column("jawaban\nanswer", "right", is_brief=False),
    _Column("eksak\nexact", "right", is_brief=False),
    _Column("nilai\nvalue", "right", is_brief=True),
    _Column("dasar\nbasis", "left", is_brief=False),
)


def console_for_breakdowns() -> Console:
    """Return a console; output to a file or a pipe may be wide."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH_OF_A_FILE)
    return console


def print_breakdown(console: Console, breakdown: Breakdown, *, explain: bool) -> None:
    """Print the index, its names, and domains and aspects; with `explain`, every node."""
    console.print(f"[bold]{breakdown.title.id}[/] · {breakdown.title.en} ({breakdown.edition})")
    if breakdown.certainty == "unverified":
        console.print("[yellow]BELUM TERVERIFIKASI · UNVERIFIED[/]")
    if breakdown.caveat is not None:
        console.print(f"[yellow]{breakdown.caveat.id} · {breakdown.caveat.en}[/]")
    announced = breakdown.announced or "tidak ada · none"
    console.print(f"Indeks · Index: [bold]{announced}[/] ({_exact(breakdown.exact)})")
    if breakdown.missing:
        console.print(f"[yellow]{_empty(breakdown)}[/]")
    if breakdown.inapplicable:
        console.print(_inapplicable(breakdown.inapplicable))
    if breakdown.not_judged is None:
        console.print(f"Predikat · Predicate: [bold]{_called(breakdown.predicate)}[/]")
    else:
        # The codes stand above already.
        levels = LevelShares(breakdown.level_share, left_out=breakdown.left_out)
        note = breakdown.judging.text(breakdown.not_judged, levels)
        console.print(f"Predikat · Predicate: [bold]{note.id}[/] · {note.en}")
    if breakdown.maturity_level is not None:
        level = _called(breakdown.maturity_level)
        console.print(f"Tingkat kematangan · Maturity level: [bold]{level}[/]")
    console.print(_table(breakdown, explain=explain, width=console.width))


def _empty(breakdown: Breakdown) -> str:
    """Return how many answers are empty, and which."""
    given = sum(node.basis in _GIVEN for node in breakdown.nodes)
    count, codes = len(breakdown.missing), ", ".join(breakdown.missing)
    of = given + count
    return f"Kosong: {count} dari {of} · Empty: {count} of {of}: {codes}"


def _inapplicable(codes: tuple[str, ...]) -> str:
    count, named = len(codes), ", ".join(codes)
    return f"Tidak berlaku (n/a): {count} · Not applicable (n/a): {count}: {named}"


def _table(breakdown: Breakdown, *, explain: bool, width: int) -> Table:
    depths: dict[str | None, int] = {None: -1}
    rows = []
    for node in breakdown.nodes:
        depths[node.code] = depths[node.parent_code] + 1
        is_idle = node.kind == "criterion" and node.answer is None and not node.effective_weight
        if node.kind in ("domain", "aspect") or (explain and not is_idle):
            rows.append(_cells(node, depths[node.code]))
    shown = [place for place, column in enumerate(_COLUMNS) if explain or column.is_brief]
    widths = {place: _widest(place, rows) for place in shown}
    # On a narrow screen only words are cut: a number that is cut is another number.
    for place, least, beside in ((_BASIS, _LEAST_BASIS, _GOOD_NAME), (_NAME, _LEAST_NAME, 0)):
        if place in widths:
            others = [wide + _GAP for other, wide in widths.items() if other not in (place, _NAME)]
            left = width - sum(others) - beside
            widths[place] = max(least, min(widths[place], left))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for place in shown:
        column = _COLUMNS[place]
        table.add_column(
            column.title,
            justify=column.justify,
            no_wrap=True,
            overflow="ellipsis",
            min_width=widths[place],
            max_width=widths[place],
        )
    for row in rows:
        table.add_row(*(row[place] for place in shown))
    return table


def _widest(place: int, rows: list[list[str]]) -> int:
    texts = [*_COLUMNS[place].title.split("\n"), *(row[place] for row in rows)]
    return max(map(cell_len, texts))


def _cells(node: NodeValue, depth: int) -> list[str]:
    return [
        node.code,
        f"{'  ' * depth}{node.name.id} · {node.name.en}",
        _exact(node.weight),
        _exact(node.effective_weight),
        _answer(node.answer),
        _exact(node.exact),
        node.announced or "-",
        _BASES[node.basis],
    ]


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.value if isinstance(answer, NotApplicable) else _exact(answer)


def _exact(value: Number | None) -> str:
    """Return an exact number; one too long for its column is rounded and marked."""
    if value is None:
        return "-"
    text = text_of(value)
    if len(text) <= _LONGEST:
        return text
    return f"≈{announce(value.numerator, value.denominator, _APPROXIMATE)}"


def _called(band: Band | None) -> str:
    if band is None:
        return "tidak ada · none"
    symbol = f"{band.symbol} " if band.symbol else ""
    return f"{symbol}{band.name.id} · {band.name.en}"
