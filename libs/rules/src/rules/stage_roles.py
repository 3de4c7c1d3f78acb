"""Who does what at which stage: the one table of roles by stage.

PermenPANRB 59/2020, chapter III, and its guide; AKIP (PermenPANRB 88/2021) as real regencies run
it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

# What people do at a stage. `answers` are those of the assessed agency about itself.
StageAct = Literal[
    "answers", "levels", "submission", "returns", "closing", "skipping", "publishing"
]
StageRole = Literal[
    "internal_assessor", "external_assessor", "agency_officer", "inspectorate", "approver"
]
RespondentRole = Literal["coordinator", "data_entry", "agency_officer"]

_PUBLISHERS: Final = frozenset({"approver", "coordinator"})


@dataclass(frozen=True, slots=True)
class StageRoles:
    """The role that decides at a stage, and those that do the rest.

    `respondents` are the roles that answer at the stage. Without `submitted_by`, the role that
    decides submits. Without `closed_by`, that role and the coordinator may close.
    """

    role: StageRole
    respondents: tuple[RespondentRole, ...] = ()
    submitted_by: frozenset[str] = frozenset()
    closed_by: frozenset[str] = frozenset()

    def roles_of(self, act: StageAct) -> frozenset[str]:
        """Return the roles that may do something at the stage."""
        closers = self.closed_by or {self.role, "coordinator"}
        return frozenset(
            {
                "answers": self.respondents,
                "levels": {self.role},
                "submission": self.submitted_by or {self.role},
                "returns": closers | {self.role},
                "closing": closers,
                "skipping": closers,
                "publishing": _PUBLISHERS,
            }[act]
        )


# A stage has the same roles in every kind of campaign.
AT_STAGE: Final[Mapping[str, StageRoles]] = {
    "mandiri": StageRoles(
        "internal_assessor",
        respondents=("coordinator", "data_entry", "agency_officer"),
        submitted_by=frozenset({"coordinator"}),
        closed_by=frozenset({"coordinator", "approver"}),
    ),
    "dokumen": StageRoles("external_assessor"),
    "interviu": StageRoles("external_assessor"),
    "visitasi": StageRoles("external_assessor"),
    "reviu": StageRoles("external_assessor"),
    "usulan": StageRoles("agency_officer", respondents=("agency_officer",)),
    "verifikasi": StageRoles("internal_assessor"),
    "penjaminan_mutu": StageRoles("inspectorate"),
    "penetapan": StageRoles("approver"),
}
