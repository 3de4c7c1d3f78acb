"""The declared rules: what becomes of what belongs to an agency (decision 0039)."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from rules.succession import taken_in
from rules.text import Text
from submission.reorganisations.domain.request import Operation
from submission.reorganisations.domain.situation import Plan

Subject = Literal[
    "assessments",
    "assessments_of_past_periods",
    "assignments",
    "evidence",
    "people",
    "units",
    "targets",
    "recommendations",
    "year_before",
    "facts",
]
Effect = Literal["stay", "end", "follow", "return"]


class Rule(NamedTuple):
    """What happens to a subject, and what that means."""

    effect: Effect
    note: Text


_SAME: Final = Rule(
    "stay",
    Text(
        "tetap pada instansi itu; kodenya tidak berubah",
        "stay with the agency, whose code stays the same",
    ),
)
_PAST: Final = Rule(
    "stay",
    Text(
        "tetap terbuka pada instansi yang berakhir; pengisian jawaban menjadi tanggung jawab"
        " instansi di atasnya",
        "stay open at the agency that ended; the agency above it answers for it",
    ),
)
_TARGETS: Final = Rule(
    "stay",
    Text(
        "tetap pada instansi lama; instansi penerus menetapkan targetnya sendiri",
        "stay with the old agency; a successor sets its own",
    ),
)
_ENDED: Final = Rule(
    "end",
    Text(
        "tetap dapat dibaca tetapi tidak lagi menerima jawaban; instansi penerus ikut dalam"
        " kegiatan yang periodenya masih berjalan",
        "stay readable and take no answers; successors take part in the campaigns whose period"
        " still runs",
    ),
)
_ASSIGNMENTS: Final = Rule(
    "follow",
    Text(
        "sejak hari itu berlaku bagi penerus bila penerusnya tepat satu; bila tidak, tetap pada"
        " unit yang berakhir dan disebut di sini, dan koordinator menugaskan kembali",
        "are the only successor's from that day on; with several they stay with the unit that ended"
        " and are named here, and the coordinator assigns anew",
    ),
)
_EVIDENCE: Final = Rule(
    "stay",
    Text(
        "tetap di pustaka instansi lama; penerusnya dapat membacanya dan menautkannya pada"
        " penilaiannya sendiri",
        "stays in the library of the old agency; its successors read it and link it in their own"
        " assessments",
    ),
)
_PEOPLE: Final = Rule(
    "follow",
    Text(
        "sejak hari itu bekerja pada penerus bila penerusnya tepat satu, dan tempat sebelumnya"
        " tetap tercatat; bila tidak, masa kerjanya berakhir pada hari sebelumnya dan mereka"
        " disebut di sini",
        "work at the only successor from that day on, and where they worked is kept; with several"
        " their time ends on the day before, and they are named here",
    ),
)
_UNITS: Final = Rule(
    "follow", Text("dialihkan ke bawah instansi penerus", "come below the successor")
)
_RECOMMENDATIONS: Final = Rule(
    "follow",
    Text(
        "yang belum ditindaklanjuti dilanjutkan penerus bila penerusnya tepat satu; bila tidak,"
        " instansi di atasnya yang menindaklanjuti; triwulan yang sudah lewat tetap milik instansi"
        " lama",
        "what is not followed up is carried on by the only successor; with several the agency above"
        " answers; past quarters stay with the old agency",
    ),
)
_YEAR: Final = Rule(
    "follow",
    Text(
        "penerus baru dari satu instansi dibandingkan dengan pendahulunya; penerus baru dari"
        " beberapa instansi tidak dapat dibandingkan, dan pendahulunya dicantumkan; instansi yang"
        " sudah ada sebelumnya meneruskan serinya sendiri, tetapi nilai periode sebelum dan sesudah"
        " penggabungan tidak dapat dibandingkan",
        "a new successor of exactly one agency is compared with it; a new one of several cannot be"
        " compared, and its predecessors are named; one that was there before goes on with its own"
        " series, but the values of the periods before and after the merger cannot be compared",
    ),
)
_FACTS: Final = Rule(
    "follow",
    Text(
        "tetap pada kode lama dan ditemukan melalui pendahulu; nilainya tidak digabung",
        "stay under the old code and are found through the predecessors; values are never mixed",
    ),
)
_GOES_ON: Final[Mapping[Subject, Rule]] = {
    "assessments": _SAME,
    "assessments_of_past_periods": _SAME,
    "assignments": _SAME,
    "evidence": _SAME,
    "people": _SAME,
    "units": _SAME,
    "targets": _SAME,
    "recommendations": _SAME,
    "year_before": _SAME,
    "facts": _SAME,
}
_TAKEN_OVER: Final[Mapping[Subject, Rule]] = {
    "assessments": _ENDED,
    "assessments_of_past_periods": _PAST,
    "assignments": _ASSIGNMENTS,
    "evidence": _EVIDENCE,
    "people": _PEOPLE,
    "units": _UNITS,
    "targets": _TARGETS,
    "recommendations": _RECOMMENDATIONS,
    "year_before": _YEAR,
    "facts": _FACTS,
}
_TAKEN_BACK: Final[Mapping[Subject, Rule]] = {
    **_GOES_ON,
    "assessments": Rule(
        "return",
        Text(
            "yang akan berakhir tetap berjalan; yang dibuka bagi penerus berakhir hari ini dan"
            " tetap dapat dibaca",
            "those that were to end go on; those that were opened for a successor end today and"
            " stay readable",
        ),
    ),
    "assignments": Rule(
        "return",
        Text(
            "tetap pada unit yang semula akan berakhir; penugasan pada unit yang tidak jadi"
            " dibentuk disebut di sini, dan koordinator menugaskan kembali",
            "stay with the unit that was to end; those of a unit that never begins are named here,"
            " and the coordinator assigns anew",
        ),
    ),
    "people": Rule(
        "return",
        Text(
            "kembali seperti sebelum reorganisasi ini ditetapkan; perubahan yang dibuat sesudahnya"
            " tetap berlaku",
            "are again as they were before this reorganisation was declared; what was changed"
            " since stays",
        ),
    ),
}
RULES: Final[Mapping[Operation, Mapping[Subject, Rule]]] = {
    "renaming": _GOES_ON,
    "move": _GOES_ON,
    "withdrawal": _TAKEN_BACK,
    "merger": _TAKEN_OVER,
    "split": _TAKEN_OVER,
    "closure": {
        **_GOES_ON,
        "assessments": Rule(
            "end",
            Text(
                "tetap dapat dibaca tetapi tidak lagi menerima jawaban",
                "stay readable and take no answers",
            ),
        ),
        "assessments_of_past_periods": _PAST,
        "recommendations": Rule(
            "stay",
            Text(
                "tetap pada instansi yang berakhir; instansi di atasnya yang menindaklanjuti",
                "stay with the agency that ended; the agency above it answers",
            ),
        ),
        "assignments": Rule(
            "stay",
            Text(
                "tetap pada unit yang berakhir dan disebut di sini; koordinator menugaskan kembali",
                "stay with the unit that ended and are named here; the coordinator assigns anew",
            ),
        ),
        "people": Rule(
            "end",
            Text(
                "masa kerjanya berakhir pada hari sebelumnya dan mereka disebut di sini",
                "their time ends on the day before, and they are named here",
            ),
        ),
    },
}


def is_comparable(plan: Plan, successor_code: str) -> bool:
    """Say whether the year before of an agency that takes over is that of its predecessor.

    One that was there before takes others in; over that day nothing is compared.
    """
    changed = {each.after.code: each.after for each in plan.agencies}
    took_in = {each.agency_code for each in taken_in(successor_code, changed)}
    now = plan.successions[successor_code]
    return len(now) == 1 and not took_in.intersection(now)
