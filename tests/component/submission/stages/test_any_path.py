"""Whatever people try, in whatever order: the stages keep to their table.

A model of what must be stands beside the real service on the real database, and both are compared
after every step.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.support.records import record, sign

T = TypeVar("T")
STAGES: Final = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
INDICATORS: Final = st.sampled_from(("1", "2", "P"))
ANY_STAGE: Final = st.sampled_from(STAGES)
NUMBERS: Final = count(1)
BOUNDED: Final = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)


class Stages(RuleBasedStateMachine):
    """People of all roles, who try steps that are allowed and others."""

    new_evaluation: Callable[[int], Awaitable[Any]]
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.state = dict.fromkeys(STAGES, "waiting") | {"mandiri": "open"}
        self.gaps: dict[str, str] = {}
        self.returned: set[str] = set()
        self.disputes: dict[str, str] = {}
        self.rested: set[str] = {"dokumen", "visitasi"}
        self.is_consented = False
        self.evaluation = self.run(self._begin())

    @rule(stage=ANY_STAGE, code=INDICATORS, level=st.sampled_from(("1", "2", "3")))
    def decide(self, stage: str, code: str, level: str) -> None:
        why = {
            "fakta": f"Pasal {next(NUMBERS)}.",
            "analisis": "Ada.",
            "pembuktian": "Ada.",
            "justifikasi": "Ada.",
        }
        role = "internal_assessor" if stage == "mandiri" else "external_assessor"
        answer = self.run(self.evaluation.decide(stage, code, level, role, reasons=why))
        takes = self.state[stage] == "open" and (not self.returned or code in self.returned)
        assert answer.status_code == (200 if takes else 409)
        if takes and stage in ("mandiri", "reviu"):
            # What was signed, or said, was of other levels.
            self.rested.discard(stage)
            self.is_consented &= stage != "mandiri"

    @rule(stage=st.sampled_from(("mandiri", "interviu")))
    def sign(self, stage: str) -> None:
        taken = self.run(self._sign(stage, f"Ruang {next(NUMBERS)}"))
        assert taken == (self.state[stage] in ("open", "submitted"))
        self.rested |= {stage} if taken else set()
        if taken and stage == "mandiri":
            # Other minutes make another state than the one that was consented to.
            self.is_consented = False

    @rule()
    def consent(self) -> None:
        answer = self.run(self._consent())
        may = self.state["mandiri"] in ("submitted", "closed") or self.is_consented
        assert answer.status_code in ((200, 201) if may else (409,))
        self.is_consented |= may

    @rule()
    def judge(self) -> None:
        taken = self.run(self._judge(f"Sesuai {next(NUMBERS)}."))
        assert taken == (self.state["reviu"] in ("open", "submitted"))
        self.rested |= {"reviu"} if taken else set()

    @rule(stage=ANY_STAGE)
    def submit(self, stage: str) -> None:
        is_open = self.state[stage] == "open"
        if is_open:
            self.gaps = self.run(self._missing(stage))
        role = "coordinator" if stage == "mandiri" else "external_assessor"
        answer = self.run(self.evaluation.submit(stage, role, **self.gaps))
        # The same submission again is answered with what it was.
        assert answer.status_code == (200 if self.state[stage] in ("open", "submitted") else 409)
        if is_open:
            self.state[stage] = "submitted"
            self.returned.clear()

    @rule(stage=ANY_STAGE, code=INDICATORS)
    def give_back(self, stage: str, code: str) -> None:
        role = "internal_assessor" if stage == "mandiri" else "external_assessor"
        reasons = {f"i{code}": f"Alasan {next(NUMBERS)}."}
        answer = self.run(self.evaluation.give_back(stage, role, **reasons))
        is_submitted = self.state[stage] == "submitted"
        assert answer.status_code == (200 if is_submitted else 409)
        if is_submitted:
            self.state[stage] = "open"
            self.returned = {code}

    @rule(stage=ANY_STAGE)
    def close(self, stage: str) -> None:
        # Who submits the first stage acts for the agency, and judges no later one.
        role = "coordinator" if stage == "mandiri" else "external_assessor"
        answer = self.run(self.evaluation.step(stage, "closing", role))
        may = self.state[stage] == "submitted" and not self.disputes and stage in self.rested
        may &= stage != "mandiri" or self.is_consented
        assert answer.status_code == (200 if may or self.state[stage] == "closed" else 409)
        if may:
            self.state[stage] = "closed"
            later = [each for each in STAGES if self.state[each] == "waiting"]
            self.state |= dict.fromkeys(later[:1], "open")

    @rule(stage=ANY_STAGE)
    def skip(self, stage: str) -> None:
        role = "coordinator" if stage == "mandiri" else "external_assessor"
        answer = self.run(self.evaluation.step(stage, "skipping", role, reason="Lewat."))
        may = stage == "visitasi" and self.state[stage] in ("waiting", "skipped")
        assert answer.status_code == (200 if may else 409)
        if may:
            self.state[stage] = "skipped"

    @rule(stage=st.sampled_from(STAGES[1:]), code=INDICATORS)
    def dispute(self, stage: str, code: str) -> None:
        answer = self.run(self.evaluation.dispute(code, stage))
        is_open_already = code in self.disputes and self.state[stage] in ("open", "submitted")
        if is_open_already:
            assert answer.status_code == 200
        elif self.state[stage] == "submitted":
            assert answer.status_code == 201
            self.disputes[code] = answer.json()["dispute_id"]
        else:
            assert answer.status_code == 409

    @rule(code=INDICATORS, how=st.sampled_from(("acceptance", "rejection")))
    def answer_dispute(self, code: str, how: str) -> None:
        if code not in self.disputes:
            return
        answer = self.run(self._answer(self.disputes.pop(code), how))
        assert answer.status_code == 200
        if how == "acceptance":
            (stage,) = (each for each in STAGES if self.state[each] in ("open", "submitted"))
            self.state[stage] = "open"
            self.returned.add(code)

    @invariant()
    def the_service_is_as_the_model(self) -> None:
        assert self.run(self.evaluation.states()) == [self.state[each] for each in STAGES]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the loop of the test makes of it; the machine runs in another thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _begin(self) -> Any:
        return await self.new_evaluation(next(NUMBERS))

    async def _missing(self, stage: str) -> dict[str, str]:
        submission, *_ = (await self.evaluation.stage(stage))["next_steps"]
        codes = [code for lack in submission["missing"] for code in lack["indicator_codes"]]
        return {f"i{code}": "Belum dijawab." for code in codes}

    async def _sign(self, stage: str, place: str) -> bool:
        api, address = self.evaluation.service.api, self.evaluation.address
        body, own = record(stage) | {"place": place}, self.evaluation.by("own_coordinator")
        made = await api.post(f"{address}/minutes", json=body, headers=own)
        if made.status_code == 409:
            return False
        for side in made.json()["lacking"]:
            by = own if side == "agency" else self.evaluation.by("external_assessor")
            signed = await sign(api, address, made.json(), side, by=by)
            assert signed.status_code == 201
        return True

    async def _consent(self) -> Any:
        api, path = self.evaluation.service.api, f"{self.evaluation.address}/consent"
        by = self.evaluation.by("own_coordinator")
        present = (await api.get(path, headers=by)).raise_for_status().json()
        return await api.post(path, json={"state_hash": present["state_hash"]}, headers=by)

    async def _judge(self, reason: str) -> bool:
        api, address = self.evaluation.service.api, self.evaluation.address
        by = self.evaluation.by("external_assessor")
        present = await api.get(f"{address}/verdict", headers=by)
        body, etag = {"validity": "valid", "reason": reason}, present.headers["etag"]
        said = await api.put(f"{address}/verdict", json=body, headers=by | {"If-Match": etag})
        assert said.status_code in (200, 409)
        return bool(said.status_code == 200)

    async def _answer(self, dispute_id: str, how: str) -> Any:
        return await self.evaluation.service.api.post(
            f"{self.evaluation.address}/disputes/{dispute_id}/{how}",
            json={"reason": "Sudah diperiksa."},
            headers=self.evaluation.by("external_assessor"),
        )


async def test_no_path_leads_out_of_the_table(new_evaluation: Any) -> None:
    class Here(Stages):
        """The machine of this test's service."""

    Here.new_evaluation = staticmethod(new_evaluation)
    Here.loop = asyncio.get_running_loop()
    await asyncio.to_thread(run_state_machine_as_test, Here, settings=BOUNDED)
