"""What a batch of messages brought, by kind, in the words of scoring."""

from dataclasses import dataclass, field

from scoring.rederivation.domain import Choice
from scoring.requests.domain import ArrivedRequest
from scoring.state.domain.agency import Agency
from scoring.state.domain.cause import Cause
from scoring.state.domain.decision import DecidedLevel, ToldRisks
from scoring.state.domain.observation import ArrivedFact
from scoring.state.domain.opening import Opening


@dataclass(frozen=True, slots=True)
class ArrivedDocument:
    """An edition or a derivation set as it arrived; `body` is the JSON of its event."""

    body: str
    content_hash: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class ArrivedAgency:
    """An agency's state as it arrived."""

    revision: int
    agency: Agency
    cause: Cause


@dataclass(frozen=True, slots=True)
class ArrivedOpening:
    """An opening as it arrived."""

    opening: Opening
    cause: Cause


@dataclass(slots=True)
class Arrivals:
    """What the messages of a batch say, in the order in which they came."""

    editions: list[ArrivedDocument] = field(default_factory=list)
    sets: list[ArrivedDocument] = field(default_factory=list)
    agencies: list[ArrivedAgency] = field(default_factory=list)
    openings: list[ArrivedOpening] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    facts: list[ArrivedFact] = field(default_factory=list)
    levels: list[DecidedLevel] = field(default_factory=list)
    risks: list[ToldRisks] = field(default_factory=list)
    requests: list[ArrivedRequest] = field(default_factory=list)

    @property
    def change_structure(self) -> bool:
        """Say whether any of it changes what scores are made of, beside facts and levels."""
        return any((self.editions, self.sets, self.agencies, self.openings, self.choices))
