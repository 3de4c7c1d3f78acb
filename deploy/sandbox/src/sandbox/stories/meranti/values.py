"""The AKIP values of two years through their four tiers, and which do not improve, with why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rules.exact import parse
from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import assessing, duties
from sandbox.stories.assessing import Campaign
from sandbox.stories.figures import announced
from sandbox.stories.meranti.instructions import overdue
from sandbox.stories.meranti.people import at_tier, coordinator, leader, members
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.written import written
from sandbox.telling.texts import NOTHING, Json

_EDITION: Final = "permenpanrb-88-2021-akip"
_FIRST, _LAST = "usulan", "penetapan"
_OUTCOMES: Final = {
    "equal": Text("[yellow]tetap[/]", "[yellow]the same[/]"),
    "lower": Text("[red]turun[/]", "[red]lower[/]"),
    "unknown": Text("tidak dapat dibandingkan", "cannot be compared"),
}


def fix(scene: Scene) -> None:
    """Propose grades and carry them through the tiers, for each year and agency."""
    portal = coordinator(scene)
    for campaign in _campaigns():
        is_new = assessing.open_campaign(portal, campaign)
        opened = _assessments(portal, campaign)
        closed = sum([_carry_on(scene, campaign, found) for found in opened])
        count = len(opened)
        scene.say(
            Text(
                f"AKIP {campaign.period} {'dibuka' if is_new else 'sudah dibuka'}: {count}"
                f" instansi, {closed} tahap baru ditutup dari usulan sampai penetapan",
                f"AKIP {campaign.period} {'opened' if is_new else 'is open already'}: {count}"
                f" agencies, {closed} stages newly closed, from the proposal to the final decision",
            )
        )
    scene.console.print(_values(scene, portal))


def compare(scene: Scene) -> None:
    """Show the leader whose value does not improve, in which parts, and what is overdue there."""
    portal = leader(scene)
    newest = _campaigns()[-1]
    path = f"/campaigns/{newest.code}/not-improving"
    found = portal.wait_for(path, _is_compared, limit="200")["items"]
    names = duties.names_below(portal)
    late = Counter(each["carried_by"] for each in overdue(portal))
    table = scene.table(
        Text(
            f"Instansi yang nilai AKIP-nya tidak naik, {newest.period} (data contoh)",
            f"Agencies whose AKIP value does not improve, {newest.period} (sample)",
        ),
        Text("Instansi", "Agency"),
        Text("Sebelumnya", "Before"),
        Text("Sekarang", "Now"),
        Text("Selisih", "Difference"),
        Text("Keadaan", "Outcome"),
        Text("Sebabnya", "Why"),
        Text("Instruksi terlambat", "Overdue instructions"),
    )
    for each in found:
        table.add_row(
            names[each["agency_code"]],
            _announced(each["before"]),
            _announced(each["now"]),
            announced(each["difference"]),
            scene.word(_OUTCOMES[each["outcome"]]),
            _why(scene, portal, each),
            str(late[each["agency_code"]]),
        )
    scene.console.print(table)
    compared = [names[each["agency_code"]] for each in found if each["difference"] is not None]
    told = ", ".join(compared)
    scene.say(
        Text(
            f"Pejabat instansi yang dievaluasi pimpinan daerah: {told}",
            f"Agencies whose officials the leader evaluates: {told}",
        )
    )


def _campaigns() -> Sequence[Campaign]:
    """Return the campaigns of this story, the earlier year first."""
    return [
        Campaign(
            f"meranti-akip-{year}",
            f"Evaluasi AKIP {year}",
            _EDITION,
            str(year),
            agencies=tuple(f"{REGION_CODE}.{code}" for code in graded),
            derives=False,
        )
        for year, graded in sorted(written("meranti")["akip"].items())
    ]


def _graded(campaign: Campaign, agency: str) -> Mapping[str, Any]:
    graded: Mapping[str, Mapping[str, Any]] = written("meranti")["akip"][int(campaign.period)]
    return graded[agency.removeprefix(f"{REGION_CODE}.")]


def _assessments(portal: Portal, campaign: Campaign) -> Sequence[Json]:
    return portal.items("/assessments", campaign=campaign.code)


def _carry_on(scene: Scene, campaign: Campaign, assessment: Json) -> int:
    """Carry an assessment through its tiers; return how many of them were closed just now."""
    portal, agency = coordinator(scene), assessment["agency_code"]
    path = f"/assessments/{assessment['assessment_id']}/stages"
    states = {each["stage"]: each["state"] for each in portal.get(path)["items"]}
    going = {stage: state for stage, state in states.items() if state != "closed"}
    for stage, state in going.items():
        by = members()[agency].portal(scene) if stage == _FIRST else at_tier(scene, stage)
        decided = [*_decisions(stage, _graded(campaign, agency))]
        if decided and state != "submitted":
            by.change(f"{path}/{stage}/levels", {"items": decided})
        by.post(f"{path}/{stage}/submission", {"gaps": []})
        (portal if stage == _FIRST else by).post(f"{path}/{stage}/closing")
    return len(going)


def _decisions(stage: str, graded: Mapping[str, Any]) -> Iterator[Json]:
    """Yield what is decided at a tier; what it says nothing about it inherits."""
    said = written("meranti")["sentences"]
    if stage == _FIRST:
        for part, grade in zip(written("meranti")["parts"], graded["proposed"], strict=True):
            explained = {"explanation": said["proposed"]}
            yield {"indicator_code": part, "level": grade, "revision": 0, **explained}
    elif stage == _LAST:
        for part, grade in graded["fixed"].items():
            reasons = {name: said[name] for name in ("fakta", "analisis", "justifikasi")}
            yield {"indicator_code": part, "level": grade, "revision": 0, "reasons": reasons}


def _values(scene: Scene, portal: Portal) -> Any:
    """Return the table of proposed and final values, once all of them are known."""
    names = duties.names_below(portal)
    table = scene.table(
        Text("Nilai AKIP (data contoh)", "AKIP values (sample)"),
        Text("Instansi", "Agency"),
        Text("Tahun", "Year"),
        Text("Usulan", "Proposed"),
        Text("Penetapan", "Final"),
        Text("Predikat", "Predicate"),
    )
    for campaign in _campaigns():
        for assessment in _assessments(portal, campaign):
            path = f"/scores/{assessment['assessment_id']}"
            tracks = portal.wait_for(path, _is_final)["tracks"]
            found = {track["track"]: track for track in tracks}
            final = found[_LAST]
            table.add_row(
                names[assessment["agency_code"]],
                campaign.period,
                found["self"]["announced"],
                f"[bold]{final['announced']}[/]",
                scene.word(final["predicate"]),
            )
    return table


def _is_final(score: Json) -> bool:
    return any(each["track"] == _LAST and each["predicate"] for each in score["tracks"])


def _is_compared(page: Json) -> bool:
    """Say whether all values have arrived; an agency without a year before stays without one."""
    return all(
        each["now"] and (each["before"] or each["cause"] == "no_year_before")
        for each in page["items"]
    )


def _why(scene: Scene, portal: Portal, found: Json) -> str:
    """Say what stands behind an outcome: the parts that fell, or why nothing can be compared."""
    if found["reason"] is not None:
        return scene.word(found["reason"])
    path = f"/scores/{found['assessment_id']}/year-on-year"
    nodes = portal.get(path, track=_LAST)["nodes"]
    fallen = [
        f"{node['code']} {scene.word(node['name'])} ({announced(node['difference'])})"
        for node in nodes
        if node["kind"] == "indicator" and node["difference"] and parse(node["difference"]) < 0
    ]
    return "; ".join(fallen) or scene.word(
        Text("tidak satu pun bagian naik", "not one part has risen")
    )


def _announced(value: Json | None) -> str:
    return NOTHING if value is None else str(value["announced"])
