"""The quarters of a year: opened, answered where no source tells, and what months make of them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from rules.exact import text_of
from rules.text import Text
from sandbox.stories import assessing, duties
from sandbox.stories.assessing import Campaign
from sandbox.stories.figures import announced, rupiah
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.months import judgement, of_year
from sandbox.stories.tuban.people import (
    DATA,
    FOLLOWED,
    assessor,
    code_of,
    coordinator,
    data_entry,
    leader,
)
from sandbox.telling.texts import NOTHING, Json

BEFORE, LAST, RUNNING = DATA["quarters"]
_EDITION: Final = "kinerja-pd-triwulanan"
_STAGE: Final = "mandiri"
_WHOLE: Final = 100
MONEY: Final = "T1"
SPENT, PLANNED = "budgeting.realisation", "budgeting.cash_plan"
LAST_MONTH: Final = f"{DATA['year']}-{int(LAST[-1]) * 3:02}"
_NONE: Final = "n/a"
_SEEN: Final = "Berita acara pemeriksaan lapangan."
_NO_LOWER: Final = "Tidak ada indikator yang makin rendah makin baik."
_NONE_DUE: Final = "Tidak ada rekomendasi yang jatuh tempo."


def campaign_of(period: str) -> Campaign:
    """Return the campaign of a quarter, opened for the agencies of this story."""
    number = period[-1]
    return Campaign(
        f"tuban-{period.lower()}",
        f"Kinerja triwulan {number} {DATA['year']}",
        _EDITION,
        period,
        agencies=tuple(code_of(each) for each in DATA["targets"]),
        kind="quarterly",
    )


def make(scene: Scene) -> None:
    """Open the quarters, answer the first of them, and show what months make of each."""
    portal = coordinator(scene)
    opened = [assessing.open_campaign(portal, campaign_of(each)) for each in DATA["quarters"]]
    changed = answer(scene, BEFORE)
    scene.say(
        Text(
            f"{len(opened)} triwulan, {sum(opened)} baru dibuka; {BEFORE}: {changed} jawaban baru"
            " tentang yang tidak ada pada sistem sumber (laporan tepat waktu, indikator yang makin"
            " rendah makin baik)",
            f"{len(opened)} quarters, {sum(opened)} newly opened; {BEFORE}: {changed} new answers"
            " about what no source tells (reports on time, indicators where lower is better)",
        )
    )
    _show_quarters(scene)
    for period in (LAST, RUNNING):
        _show_months(scene, period)


def answer(scene: Scene, period: str) -> int:
    """Answer what no source system tells of a quarter; return how many answers are new."""
    portal, campaign = coordinator(scene), campaign_of(period).code
    if portal.get(f"/campaigns/{campaign}")["state"] == "closed":
        return 0
    found = portal.items("/assessments", campaign=campaign)
    ids = {each["agency_code"]: each["assessment_id"] for each in found}
    count = 0
    for short, told in DATA["quarters"][period].items():
        path = f"/assessments/{ids[code_of(short)]}/stages/{_STAGE}/levels"
        count += _decide(data_entry(scene), path, _told(told))
        count += _decide(assessor(scene), path, _seen(told))
    return count


def _decide(portal: Portal, path: str, levels: Iterator[tuple[str, str, str]]) -> int:
    items = [
        {"indicator_code": code, "level": level, "explanation": why, "revision": 0}
        for code, level, why in levels
    ]
    return len(portal.change(path, {"items": items})["decided"]) if items else 0


def _told(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what the agency tells: of the indicators that no source knows."""
    came, due = told["reports"]
    lower = told.get("lower", _NONE)
    yield "T4", lower, _NO_LOWER if lower == _NONE else "Laporan capaian triwulan."
    level = text_of(_percent(came, due))
    yield "T5", level, f"{came} dari {due} laporan masuk tepat waktu."
    if not told.get("due", False):
        yield "T6", _NONE, _NONE_DUE


def _seen(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for code, level in told.get("seen", {}).items():
        yield code, level, _SEEN


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(part * _WHOLE, whole)


def _show_quarters(scene: Scene) -> None:
    portal = leader(scene)
    name = duties.names_below(portal)[FOLLOWED]
    table = scene.table(
        Text(f"Triwulan {name} (data contoh)", f"Quarters of {name} (sample)"),
        Text("Triwulan", "Quarter"),
        Text("Nilai", "Value"),
        Text("Keadaan", "State"),
        Text("Belum ada tingkat", "Without a level"),
    )
    for each in of_year(portal, FOLLOWED, "quarter"):
        table.add_row(
            each["period"],
            each["announced"] or NOTHING,
            judgement(scene, each),
            ", ".join(each["missing"]) or NOTHING,
        )
    scene.console.print(table)


def _show_months(scene: Scene, period: str) -> None:
    """Show how the months come to the quarter's number, or which of them leave it unknown."""
    portal = leader(scene)
    assessment = assessing.assessment_of(portal, campaign_of(period), FOLLOWED)
    path = f"/scores/{assessment}/explanation"
    told = portal.wait_for(path, lambda found: found["rule"] is not None, indicator=MONEY)
    rule = told["rule"]
    facts = {(each["fact"], each["period"]): each for each in rule["facts"]}
    name = scene.word(told["indicator_name"])
    table = scene.table(
        Text(f"{MONEY} {name}, {period}", f"{MONEY} {name}, {period}"),
        Text("Bulan", "Month"),
        Text("Realisasi sejak Januari (Rp)", "Spent since January (Rp)"),
        Text("Rencana kas sejak Januari (Rp)", "Planned since January (Rp)"),
    )
    for month in dict.fromkeys(month for _, month in facts):
        figures = [_rupiah(scene, facts.get((each, month))) for each in (SPENT, PLANNED)]
        table.add_row(month, *figures)
    scene.console.print(table)
    level = rule["level"]
    shown = scene.word(Text("belum diketahui", "not known")) if level is None else announced(level)
    scene.tell(
        Text(
            f"{rule['months']['id']} {period}: [bold]{shown}[/].",
            f"{rule['months']['en']} {period}: [bold]{shown}[/].",
        )
    )


def _rupiah(scene: Scene, fact: Json | None) -> str:
    if fact is None or fact["status"] != "value":
        return scene.word(Text("[yellow]belum diketahui[/]", "[yellow]not known[/]"))
    return rupiah(fact["value"], scene.language)
