"""Which agency has not joined its programme (E-Program) to its plan (E-Planning), and how much."""

from collections import Counter
from fractions import Fraction
from typing import Final

from rules.exact import fraction
from rules.text import Text
from sandbox.region.agencies import agencies
from sandbox.region.years import CURRENT_YEAR
from sandbox.stories import duties
from sandbox.stories.meranti.people import leader
from sandbox.stories.story import Scene
from sandbox.telling.texts import NOTHING, Json

_MOST_KINDS: Final = 20


def show(scene: Scene) -> None:
    """Show the leader who has not joined plan and budget, and where else the systems disagree."""
    portal = leader(scene)
    names = duties.names_below(portal)
    page = portal.wait_for(
        "/reconciliations/agencies", _is_told, year=str(CURRENT_YEAR), limit="200"
    )
    found = [each for each in page["items"] if each["joining"] == "not_joined"]
    table = scene.table(
        Text(
            f"Belum tersambung antara E-Planning dan E-Program, {CURRENT_YEAR} (data contoh)",
            f"Not joined between E-Planning and E-Program, {CURRENT_YEAR} (sample)",
        ),
        Text("Instansi", "Agency"),
        Text("Direncanakan tanpa anggaran", "Planned, no budget"),
        Text("Dianggarkan tanpa rencana", "Budgeted, no plan"),
        Text("Rencana yang tersambung", "Plan that is joined"),
    )
    for each in found:
        table.add_row(
            names[each["agency_code"]],
            _rupiah(each["planned_unjoined"]),
            _rupiah(each["budgeted_unjoined"]),
            _percent(each["planned_share"]),
        )
    scene.console.print(table)
    _sum_up(scene, page["items"], found)
    findings = portal.items("/reconciliations", year=str(CURRENT_YEAR), status="open")
    kinds = Counter(scene.word(each["title"]) for each in findings)
    for kind, count in kinds.most_common(_MOST_KINDS):
        scene.console.print(f"[yellow]•[/] {kind}: {count}")


def _sum_up(scene: Scene, whole: list[Json], found: list[Json]) -> None:
    planned = sum((fraction(each["planned_unjoined"]) for each in found), Fraction(0))
    budgeted = sum((fraction(each["budgeted_unjoined"]) for each in found), Fraction(0))
    scene.say(
        Text(
            f"{len(found)} dari {len(whole)} instansi belum menyambungkan program ke rencananya:"
            f" {_rupiah(str(planned))} direncanakan tanpa anggaran,"
            f" {_rupiah(str(budgeted))} dianggarkan tanpa rencana",
            f"{len(found)} of {len(whole)} agencies have not joined their programme to their plan:"
            f" {_rupiah(str(planned))} planned without budget,"
            f" {_rupiah(str(budgeted))} budgeted without plan",
        )
    )


def _is_told(page: Json) -> bool:
    """Say whether every agency was compared."""
    told = [each for each in page["items"] if each["joining"] != "unknown"]
    return len(told) == len(agencies())


def _rupiah(amount: str | None) -> str:
    if amount is None:
        return NOTHING
    whole = int(fraction(amount))
    return "Rp" + f"{whole:,}".replace(",", ".") if whole else NOTHING


def _percent(share: str | None) -> str:
    return NOTHING if share is None else f"{float(fraction(share)):.1f} %"
