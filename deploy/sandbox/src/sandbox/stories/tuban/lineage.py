"""From an entry of the list back to the record of the source system that it rests on."""

from collections.abc import Iterator
from typing import Final

from rules.text import Text
from sandbox.stories.figures import announced, rupiah
from sandbox.stories.portal import Portal
from sandbox.stories.story import Scene
from sandbox.stories.tuban.people import leader
from sandbox.stories.tuban.quarters import LAST_MONTH, MONEY, SPENT
from sandbox.telling.texts import Json

_SHOWN: Final = 12


def tell(scene: Scene, entry: Json, name: str) -> None:
    """Tell step by step where an entry comes from."""
    rules, basis = entry["rules"], entry["basis"]
    version, digest = rules["version"], rules["sha256"][:_SHOWN]
    steps = [
        Text(
            f"{name}: {entry['rule_name']['id']} ({basis}; aturan versi {version}, SHA-256"
            f" {digest}…)",
            f"{name}: {entry['rule_name']['en']} ({basis}; rules version {version}, SHA-256"
            f" {digest}…)",
        ),
        Text(**entry["reasons"][0]["text"]),
        *_sources(scene, leader(scene), entry),
    ]
    scene.tell(Text("Asal-usul butir pertama:", "Where the first entry comes from:"))
    for depth, step in enumerate(steps):
        scene.tell(Text(f"{'  ' * depth}└ {step.id}", f"{'  ' * depth}└ {step.en}"))


def _sources(scene: Scene, portal: Portal, entry: Json) -> Iterator[Text]:
    """Yield the indicator, the fact and the newest record behind the newest value."""
    references = entry["reasons"][0]["references"]
    score = next(each["id"] for each in references if each["kind"] == "score")
    told = portal.get(f"/scores/{score}/lineage", indicator=MONEY)
    rule, level = told["rule"], announced(told["level"])
    code, version = rule["rule_code"], rule["derivation_set_version"]
    yield Text(
        f"indikator {MONEY} = {level} oleh aturan turunan {code} (versi {version})",
        f"indicator {MONEY} = {level} by the derivation rule {code} (version {version})",
    )
    fact = next(
        each for each in told["facts"] if (each["fact"], each["period"]) == (SPENT, LAST_MONTH)
    )
    amount, read = rupiah(fact["value"], scene.language), fact["observed_at"][:16]
    yield Text(
        f"fakta {SPENT} {LAST_MONTH} = Rp{amount}, dibaca {read} UTC ({fact['adapter']}) dari"
        f" {fact['record_count']} rekaman",
        f"fact {SPENT} {LAST_MONTH} = Rp{amount}, read {read} UTC ({fact['adapter']}) from"
        f" {fact['record_count']} records",
    )
    yield _record(scene, portal, fact)


def _record(scene: Scene, portal: Portal, fact: Json) -> Text:
    named = fact["records"][-1]
    kind, record_id = named["record_kind"], named["record_id"]
    content = portal.get(f"/sources/{fact['source_code']}/records/{kind}/{record_id}")["content"]
    spent, month, code = rupiah(content["spent"], scene.language), content["month"], content["code"]
    where = f"{fact['source_code']} {kind}/{record_id}"
    proof = f"{named['revision']}, SHA-256 {named['content_hash'][:_SHOWN]}…"
    return Text(
        f"antara lain rekaman {where} revisi {proof}: subkegiatan {code}, bulan {month}, realisasi"
        f" Rp{spent}",
        f"among them record {where} revision {proof}: sub-activity {code}, month {month}, spent"
        f" Rp{spent}",
    )
