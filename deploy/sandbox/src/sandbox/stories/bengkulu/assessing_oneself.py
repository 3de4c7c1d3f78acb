"""The province and its agencies, its self-assessment, and the targets that follow from it."""

from collections.abc import Mapping
from typing import Any, Final

from rules.exact import parse, simplest, text_of
from rules.text import Text
from sandbox.stories import assessing
from sandbox.stories.assessing import Campaign
from sandbox.stories.bengkulu.people import PROVINCE, coordinator, data_entry, leader, members
from sandbox.stories.figures import announced
from sandbox.stories.members import enter_officer
from sandbox.stories.portal import Portal
from sandbox.stories.scores import domains
from sandbox.stories.story import Scene
from sandbox.stories.worksheet import answers_of
from sandbox.stories.written import written
from sandbox.telling.texts import NOTHING, Json, decimal, track_of

CAMPAIGN: Final = Campaign(
    "bengkulu-2026",
    "Evaluasi SPBE Provinsi 2026",
    "permenpanrb-5-2018",
    "2026",
    agencies=(PROVINCE,),
    derives=False,
)
_STAGE: Final = "mandiri"
_NO_GAP: Final = "Tidak ada data dukung."
_INSTRUMENT: Final = "spbe"
_STATES: Final = {
    "met": Text("[green]tercapai[/]", "[green]met[/]"),
    "missed": Text("[red]tidak tercapai[/]", "[red]missed[/]"),
    "unknown": Text("belum dapat dinilai", "cannot be judged yet"),
}


def gather(scene: Scene) -> None:
    """Enter the agencies of the province and who answers for each."""
    portal, found = coordinator(scene), members()
    added = sum([_enter(portal, each) for each in written("bengkulu")["agencies"]])
    for member in found.values():
        enter_officer(portal, member, since=f"{CAMPAIGN.period}-01-01")
    scene.say(
        Text(
            f"{len(found)} perangkat daerah provinsi dengan petugasnya, {added} baru dicatat",
            f"{len(found)} agencies of the province with their officers, {added} newly entered",
        )
    )
    table = scene.table(
        Text("Perangkat daerah provinsi", "Agencies of the province"),
        Text("Instansi", "Agency"),
        Text("Petugas (rekaan)", "Officer (invented)"),
        Text("Jabatan", "Position"),
    )
    names = {each["agency_code"]: each["name"] for each in portal.items("/agencies")}
    for member in found.values():
        table.add_row(names[member.code], member.officer.name, member.officer.position)
    scene.console.print(table)


def assess(scene: Scene) -> None:
    """Answer everything in one worksheet and submit: predicate and maturity level stand apart."""
    portal = coordinator(scene)
    is_new = assessing.open_campaign(portal, CAMPAIGN)
    scene.say(
        Text(
            f"Kegiatan {CAMPAIGN.code} {'dibuka' if is_new else 'sudah dibuka'}: {CAMPAIGN.name}",
            f"Campaign {CAMPAIGN.code} {'opened' if is_new else 'is open already'}:"
            f" {CAMPAIGN.name}",
        )
    )
    assessment = assessing.assessment_of(portal, CAMPAIGN, PROVINCE)
    answers = answers_of("bengkulu", year=CAMPAIGN.period)
    changed = assessing.answer_in_worksheet(data_entry(scene), assessment, _STAGE, answers)
    assessing.submit(portal, assessment, _STAGE, reason=_NO_GAP)
    scene.say(
        Text(
            f"Lembar kerja diisi dan diajukan: {len(answers)} jawaban, {changed} baru",
            f"Worksheet filled in and submitted: {len(answers)} answers, {changed} new",
        )
    )
    track = _self_assessment(portal, assessment)
    title = Text(
        f"Per domain, {CAMPAIGN.period} (data contoh) · BELUM DIVERIFIKASI",
        f"By domain, {CAMPAIGN.period} (sample) · NOT VERIFIED",
    )
    scene.console.print(domains(scene, track, title))
    _tell_index(scene, track)


def set_targets(scene: Scene) -> None:
    """Set what is to be reached in the years to come; the leader does."""
    portal = leader(scene)
    wanted = {
        int(CAMPAIGN.period) + years: value
        for years, value in written("bengkulu")["targets"].items()
    }
    changed = sum([_set(portal, year, value) for year, value in wanted.items()])
    scene.say(
        Text(
            f"{len(wanted)} target ditetapkan pimpinan, {changed} baru; tahun depan paling sedikit"
            f" {next(iter(wanted.values()))}",
            f"{len(wanted)} targets set by the leader, {changed} new; next year at least"
            f" {next(iter(wanted.values()))}",
        )
    )
    assessment = assessing.assessment_of(portal, CAMPAIGN, PROVINCE)
    index = parse(_self_assessment(portal, assessment)["exact"])
    table = scene.table(
        Text("Target indeks SPBE", "Targets of the SPBE index"),
        Text("Tahun", "Year"),
        Text("Paling sedikit", "At least"),
        Text("Selisih dari nilai sekarang", "From the present value"),
        Text("Status", "State"),
    )
    for year in wanted:
        target = portal.get(_target(year))
        gap = simplest(parse(target["value"]) - index)
        table.add_row(
            str(year),
            announced(target["value"]),
            f"+{announced(text_of(gap))}",
            scene.word(_STATES[target["state"]]),
        )
    scene.console.print(table)


def _enter(portal: Portal, told: Mapping[str, Any]) -> bool:
    """Enter an agency of the province; return whether it is new."""
    body = {
        "name": told["name"],
        "short_name": told["short_name"],
        "agency_kind": "agency",
        "parent_code": PROVINCE,
        "valid_from": "2017-01-01",
        "valid_until": None,
    }
    return portal.put(f"/agencies/{PROVINCE}.{told['code']}", body)


def _set(portal: Portal, year: int, value: str) -> bool:
    return portal.put(_target(year), {"value": value})


def _target(year: int) -> str:
    return f"/targets/{PROVINCE}/{_INSTRUMENT}/{year}/index"


def _self_assessment(portal: Portal, assessment: str) -> Json:
    """Return the track of the own answers once all of them are in it."""
    count = len(answers_of("bengkulu", year=CAMPAIGN.period))
    score = portal.wait_for(f"/scores/{assessment}", lambda found: _answered(found) >= count)
    return track_of(score, "self")


def _answered(score: Json) -> int:
    track = track_of(score, "self")
    return len(track["indicators"]) - len(track["missing"])


def _tell_index(scene: Scene, track: Json) -> None:
    index, exact = track["announced"] or NOTHING, decimal(track["exact"])
    predicate, level = track["predicate"], track["maturity_level"]
    scene.tell(
        Text(
            f"Indeks [bold]{index}[/] (tepat {exact}): predikat [bold]{predicate['id']}[/], tingkat"
            f" kematangan [bold]{level['id']}[/] karena indeksnya di bawah 2.",
            f"Index [bold]{index}[/] (exact {exact}): predicate [bold]{predicate['en']}[/],"
            f" maturity level [bold]{level['en']}[/], because the index is below 2.",
        )
    )
    scene.tell(
        Text(
            "Predikat dan tingkat kematangan adalah dua keterangan dan tidak dicampur.",
            "Predicate and maturity level are two statements and are never mixed.",
        )
    )
