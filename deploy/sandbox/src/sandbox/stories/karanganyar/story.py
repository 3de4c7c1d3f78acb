"""Karanganyar: what sources and answers give by themselves, and what the ministry verified.

The provisional index and the ministry's stand side by side and are never mixed.
"""

from collections.abc import Mapping

import httpx

from rules.text import Text
from sandbox.region.agencies import REGION_CODE
from sandbox.stories import assessing
from sandbox.stories.assessing import Campaign
from sandbox.stories.karanganyar import tables
from sandbox.stories.portal import Portal
from sandbox.stories.scores import domains
from sandbox.stories.story import Scene, Step, Story
from sandbox.stories.worksheet import answers_of
from sandbox.telling import tables as scores
from sandbox.telling.texts import Json, number, track_of

CAMPAIGN = Campaign("karanganyar-2025", "Penilaian mandiri SPBE 2025", "permenpanrb-5-2018", "2025")
_PROVISIONAL = "provisional"
_FIRST_STAGE = "mandiri"
_GAP = "Belum dijawab; tingkatnya mengikuti data sistem sumber."
# The ministry's answer as its API writes it: keys of the edition, ten decimals. A sample.
VERIFIED: Mapping[str, str] = {
    "A1801": "1.4285714286",
    "A1802": "1.5000000000",
    "A1803": "1.5000000000",
    "A1804": "2.5000000000",
    "A1805": "1.0000000000",
    "A1806": "2.5714285714",
    "A1807": "1.6666666667",
    "D1801": "1.4705882353",
    "D1802": "1.5714285714",
    "D1803": "2.2424242424",
    "indeks": "1.9233333333",
}


def _coordinator(scene: Scene) -> Portal:
    return scene.product.portal("koordinator.spbe", "coordinator", REGION_CODE)


def _open(scene: Scene) -> None:
    """Open the campaign: six levels are known before anybody has answered."""
    portal = _coordinator(scene)
    is_new = assessing.open_campaign(portal, CAMPAIGN)
    scene.say(
        Text(
            f"Kegiatan {CAMPAIGN.code} {'dibuka' if is_new else 'sudah dibuka'}:"
            f" {CAMPAIGN.name}, edisi {CAMPAIGN.edition}",
            f"Campaign {CAMPAIGN.code} {'opened' if is_new else 'is open already'}:"
            f" {CAMPAIGN.name}, edition {CAMPAIGN.edition}",
        )
    )
    path = f"/scores/{assessing.assessment_of(portal, CAMPAIGN)}"
    score = portal.wait_for(path, lambda found: bool(_levels(found, "live")))
    scene.console.print(tables.from_sources(scene, score))


def _answer(scene: Scene) -> None:
    """Answer everything else in one worksheet."""
    portal = scene.product.portal("petugas.data", "data_entry", REGION_CODE)
    answers = answers_of("karanganyar", year=CAMPAIGN.period)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    changed = assessing.answer_in_worksheet(portal, assessment, _FIRST_STAGE, answers)
    scene.say(
        Text(
            f"Lembar kerja XLSX diunduh, diisi dan diunggah: {len(answers)} jawaban,"
            f" {changed} di antaranya baru",
            f"XLSX worksheet downloaded, filled in and sent back: {len(answers)} answers,"
            f" {changed} of them new",
        )
    )
    score = portal.wait_for(
        f"/scores/{assessment}",
        lambda found: len(_levels(found, "self")) >= len(answers),
    )
    title = Text(
        f"Indeks SPBE {CAMPAIGN.period}, {score['agency_name']} · BELUM DIVERIFIKASI",
        f"SPBE index {CAMPAIGN.period}, {score['agency_name']} · NOT VERIFIED",
    )
    scene.console.print(scores.tracks(score, scene.word(title)))
    per_domain = Text("Per domain (sementara)", "By domain (provisional)")
    scene.console.print(domains(scene, track_of(score, _PROVISIONAL), per_domain))
    scene.tell(_summary(score))


def _submit(scene: Scene) -> None:
    """Submit the self-assessment: what sources say is named as a gap with its reason."""
    portal = _coordinator(scene)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    gaps = assessing.submit(portal, assessment, _FIRST_STAGE, reason=_GAP)
    codes = ", ".join(gaps)
    scene.say(
        Text(
            "Penilaian mandiri diajukan untuk diverifikasi kementerian;"
            f" {len(gaps)} indikator mengikuti sistem sumber: {codes}",
            "Self-assessment submitted to be verified by the ministry;"
            f" {len(gaps)} indicators follow the source systems: {codes}",
        )
    )


def _import(scene: Scene) -> None:
    """Import the ministry's verified result, and show both side by side."""
    portal = scene.product.portal("penanggung.jawab", "approver", REGION_CODE)
    assessment = assessing.assessment_of(portal, CAMPAIGN)
    path = f"/results/{assessment}/national"
    agency = portal.get(f"/agencies/{REGION_CODE}")
    document = {
        "kode": REGION_CODE,
        "tahun": CAMPAIGN.period,
        "nama_instansi": agency["name"],
        "nilai": VERIFIED,
    }
    is_new = portal.try_post(path, [document], unless=httpx.codes.CONFLICT) is not None
    verified = portal.get(path)
    scene.say(
        Text(
            f"Nilai terverifikasi kementerian {'diimpor' if is_new else 'sudah diimpor'}"
            f" sebagai revisi {verified['revision']} [dim](data contoh)[/]",
            f"The ministry's verified value {'imported' if is_new else 'was imported already'}"
            f" as revision {verified['revision']} [dim](sample)[/]",
        )
    )
    own = track_of(portal.get(f"/scores/{assessment}"), _PROVISIONAL)
    edition = portal.get(f"/editions/{CAMPAIGN.edition}")
    scene.console.print(tables.side_by_side(scene, own, verified, edition=edition))
    scene.tell(tables.sentence(own, verified, edition))


def _levels(score: Json, track: str) -> list[Json]:
    """Return the indicators of a track that have a level."""
    answered = track_of(score, track)
    without = set(answered["missing"])
    return [each for each in answered["indicators"] if each["code"] not in without]


def _summary(score: Json) -> Text:
    track, answered = track_of(score, _PROVISIONAL), track_of(score, "self")
    index, exact, alone = track["announced"], number(track["exact"]), answered["announced"]
    predicate, level = Text(**track["predicate"]), Text(**track["maturity_level"])
    return Text(
        f"Jawaban saja memberi {alone}; bersama data sistem sumber indeks sementara menjadi"
        f" [bold]{index}[/] (tepat {exact}): predikat [bold]{predicate.id}[/], tingkat kematangan"
        f" [bold]{level.id}[/].",
        f"Answers alone give {alone}; with the data of the source systems the provisional index is"
        f" [bold]{index}[/] (exact {exact}): predicate [bold]{predicate.en}[/], maturity level"
        f" [bold]{level.en}[/].",
    )


STORY = Story(
    Text(
        "Karanganyar: indeks sementara muncul dengan sendirinya, lalu nilai terverifikasi datang",
        "A provisional index arises by itself; then the ministry's verified value comes",
    ),
    (
        Step(Text("Sistem sumber sudah bicara", "the source systems speak first"), _open),
        Step(Text("Sisanya dijawab dalam satu lembar kerja", "the rest in one worksheet"), _answer),
        Step(Text("Diajukan untuk verifikasi", "submitted for verification"), _submit),
        Step(Text("Nilai kementerian di sampingnya", "the ministry's value beside it"), _import),
    ),
    Text(
        "Kedua nilai tersimpan berdampingan; yang satu tidak mengubah yang lain.",
        "Both values are kept side by side; neither changes the other.",
    ),
)
