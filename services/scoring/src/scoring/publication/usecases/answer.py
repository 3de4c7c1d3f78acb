"""Answer what submission asks to be published, in the background: with a result, or with reasons.

Each request is answered once, in a transaction that also holds its result or refusal and the event
of it; the older request of an assessment first. What only lacks something that may still come, and
what broke off, is tried again.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from kit.database import Database, RecordingClock, Session, after_commit
from kit.fail_points import Point, reached
from kit.observe import get_logger
from kit.outbox import emit
from scoring import metrics
from scoring.publication.domain.obstacles import CannotPublishError, NotYetError, Why
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.events import result_refused
from scoring.publication.usecases.publish import Prepared, prepare_result, publish_result
from scoring.requests import store as requests
from scoring.requests.domain import Request
from scoring.state.events import SOURCE
from scoring.state.store import assessment
from scoring.state.store.memory import Memory

_AT_ONCE: Final = 20
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0


class _Pause(NamedTuple):
    """Why a request waits, until when, and how long that is; in seconds."""

    why: Why
    until: float
    length: float


@dataclass(slots=True)
class Retries:
    """Which assessments' requests wait for another try: after 1 s, 2 s, 4 s, at most a minute."""

    now: Callable[[], float] = time.monotonic
    _pauses: dict[UUID, _Pause] = field(default_factory=dict)

    def later(self, assessment_id: UUID, why: Why) -> None:
        """Let the assessment's next try wait, twice as long as its last one did."""
        known = self._pauses.get(assessment_id)
        length = _FIRST_PAUSE if known is None else min(2 * known.length, _LONGEST_PAUSE)
        self._pauses[assessment_id] = _Pause(why, self.now() + length, length)

    def done(self, assessment_id: UUID) -> None:
        """Let the assessment's next request come at once."""
        self._pauses.pop(assessment_id, None)

    def waiting(self) -> set[UUID]:
        """Return the assessments whose turn has not come again."""
        now = self.now()
        return {each for each, pause in self._pauses.items() if pause.until > now}

    def counts(self) -> Mapping[str, int]:
        """Return how many wait, by the reason."""
        return Counter[str](pause.why for pause in self._pauses.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What it takes to publish; editions stay in the memory from one request to the next."""

    database: Database
    clock: RecordingClock
    keys: Keys
    memory: Memory = field(default_factory=lambda: Memory(capacity=0))
    retries: Retries = field(default_factory=Retries)

    async def answer_requests(self) -> None:
        """Answer every request that can be answered now."""
        while asked := await self._waiting():
            for request in asked:
                await self._try(request)
            metrics.record_waiting_publications(self.retries.counts())

    async def _waiting(self) -> list[Request]:
        async with self.database.reading() as session:
            without = self.retries.waiting()
            return await requests.waiting(session, without=without, limit=_AT_ONCE)

    async def _try(self, asked: Request) -> None:
        """Answer a request, or let it wait; one that fails holds up no other."""
        try:
            await self._answer(asked, await self._prepared(asked))
        except NotYetError as error:
            self._later(asked, error.why)
        except Exception:  # noqa: BLE001 - whatever it was, it is tried again
            get_logger().exception("publication_failed", publication_id=str(asked.publication_id))
            self._later(asked, "failed")
        else:
            self.retries.done(asked.assessment_id)

    def _later(self, asked: Request, why: Why) -> None:
        publication_id = str(asked.publication_id)
        get_logger().warning("publication_waits", publication_id=publication_id, why=why)
        self.retries.later(asked.assessment_id, why)

    async def _prepared(self, asked: Request) -> Prepared | None:
        """Return what can be published; None: nothing, as it looks without a lock."""
        async with self.database.reading() as session:
            try:
                return await prepare_result(
                    session, asked, keys=self.keys, memory=self.memory, clock=self.clock
                )
            except CannotPublishError:
                return None

    async def _answer(self, asked: Request, prepared: Prepared | None) -> None:
        async with self.database.transaction() as session:
            after_commit(session, lambda: reached(Point.AFTER_COMMIT))
            try:
                await publish_result(
                    session, asked, prepared, keys=self.keys, memory=self.memory, clock=self.clock
                )
            except CannotPublishError as error:
                await self._refuse(session, asked, error)
            reached(Point.BEFORE_COMMIT)

    async def _refuse(self, session: Session, asked: Request, error: CannotPublishError) -> None:
        """Note and emit why there is no result; the score is held."""
        opening = (await assessment.find(session, [asked.assessment_id]))[asked.assessment_id]
        at = await self.clock.moment(session)
        await requests.answer_refused(session, asked, reasons=error.reasons, at=at)
        event = result_refused(asked, opening, error.reasons, at=at)
        await emit(session, [event], source=SOURCE, clock=self.clock)
        after_commit(session, metrics.record_refused_publication)
