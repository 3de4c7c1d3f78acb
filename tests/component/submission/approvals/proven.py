"""An approved evaluation whose levels rest on evidence, and what people do with that."""

from dataclasses import dataclass
from typing import Any, Final

from tests.component.submission.approvals.conftest import Approvals
from tests.component.submission.links.conftest import Proving

from rules.canonical import canonical, sha256

# What the hash of a state is made of, as the API names it; the last two only where there are any.
HASHED: Final = (
    *("assessment_id", "edition_code", "period", "agency_code", "stage", "track"),
    *("derivation_set_version", "decisions", "minutes", "evidence", "links", "withdrawn"),
)
SHOWN_BESIDE: Final = {"title", "risks"}
ADDRESS: Final = {"origin": "url", "address": "https://jdih.contoh.go.id/perbup.pdf"}


@dataclass
class Proven(Proving):
    """An evaluation whose states people approve."""

    evaluation: Approvals

    async def hash(self, stage: str) -> str:
        """Return the hash of the state of a stage."""
        return str((await self.evaluation.state(stage))["state_hash"])

    async def submit_again(self, stage: str = "dokumen") -> None:
        """Submit a stage after a return."""
        assert (await self.evaluation.submit(stage, "external_assessor")).status_code == 200

    async def give_back(self, stage: str = "dokumen") -> None:
        """Return indicator 1."""
        returned = await self.evaluation.give_back(stage, "external_assessor", i1="Lengkapi.")
        assert returned.status_code == 200

    async def withdraw(self, item: str) -> None:
        """Let the owner of an item withdraw it."""
        path = f"/evidence/{item}/withdrawal"
        (await self.api.post(path, json={"reason": "Dicabut."})).raise_for_status()

    async def read_address(self, letter: str) -> None:
        """Let the worker have read what is at all addresses for the first time."""
        await self.evaluation.service.execute(
            f"UPDATE evidence_fetch SET state = 'same', first_sha256 = repeat('{letter}', 64),"  # noqa: S608 - the test's own letter
            " first_size = 3, first_at = now(), seen_at = now()"
        )

    async def changes(self) -> list[str]:
        """Return what makes the only approval stale; nothing while it counts."""
        (said,) = await self.evaluation.said()
        assert said["is_stale"] == bool(said["changes"]) != said["is_valid"]
        return [each["id"] for each in said["changes"]]


async def approved_at_dokumen(
    evaluation: Approvals, *, is_reviewed: bool = True
) -> tuple[Proven, str, str]:
    """Return an evaluation that was approved at dokumen, an item, and its link to indicator 1."""
    proven = Proven(evaluation)
    await evaluation.reach("dokumen")
    item = await proven.item()
    link = await proven.linked(item)
    if is_reviewed:
        await proven.review(link, "accepted")
    await proven.submit_again()
    assert (await evaluation.approve("dokumen")).status_code == 201
    return proven, item, link


def recomputed(state: Any) -> str:
    """Return the hash of a state as a reader computes it from what the API shows."""
    said = {name: state[name] for name in HASHED}
    said["decisions"] = sorted(said["decisions"], key=lambda each: each["indicator_code"])
    said["links"] = [
        {name: value for name, value in each.items() if name not in SHOWN_BESIDE}
        for each in said["links"]
    ]
    return sha256(
        canonical({name: value for name, value in said.items() if value or name not in HASHED[-2:]})
    )
