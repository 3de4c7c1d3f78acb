"""The sentences of findings: of each kind its title, and of each cause why it is one."""

from collections.abc import Mapping
from typing import Final

from integration.reconciliation.domain.finding import Kind
from rules.text import Text

TITLES: Final[Mapping[Kind, Text]] = {
    "planned_without_budget": Text("Direncanakan tanpa anggaran", "Planned without budget"),
    "budgeted_without_plan": Text("Dianggarkan tanpa rencana", "Budgeted without plan"),
    "ceiling_exceeded": Text("Anggaran melampaui plafon", "Ceiling exceeded"),
    "another_schedule": Text("Jadwal anggaran lain", "Another schedule"),
    "target_without_budget": Text("Target tanpa anggaran", "Target without budget"),
    "budget_without_indicator": Text("Anggaran tanpa indikator", "Budget without indicator"),
    "realised_beyond_budget": Text("Realisasi melampaui anggaran", "Realised beyond budget"),
    "agreement_differs": Text(
        "Perjanjian kinerja berbeda dari rencana", "Agreement differs from plan"
    ),
    "unit_differs": Text("Unit berbeda", "Unit differs"),
    "two_values": Text("Dua sumber, dua nilai", "Two sources give two values"),
}
CAUSES: Final[Mapping[str, Text]] = {
    "no_budget": Text(
        "Kegiatan ada dalam rencana, tetapi tidak ada dalam anggaran mana pun.",
        "The activity is in the plan and in no budget.",
    ),
    "not_locked": Text(
        "Kegiatan ada dalam rencana, tetapi anggarannya belum dikunci pada jadwal mana pun.",
        "The activity is in the plan, and its budget is locked in no schedule.",
    ),
    "no_plan": Text(
        "Kegiatan dianggarkan, tetapi tidak ada dalam rencana.",
        "The activity has a budget and is in no plan.",
    ),
    "plan_not_approved": Text(
        "Anggaran sudah dikunci, padahal plafon dalam rencana belum seluruhnya disetujui.",
        "The budget is locked, and the ceilings of the plan are not all approved.",
    ),
    "renja_not_approved": Text(
        "Plafon sudah disetujui, padahal Renja belum disahkan.",
        "The ceilings are approved, and the annual work plan (Renja) is not.",
    ),
    "above_ceiling": Text(
        "Anggaran jadwal awal lebih besar daripada plafon dalam rencana.",
        "The budget of the first schedule is above the ceiling of the plan.",
    ),
    "budgeted_later": Text(
        "Kegiatan yang direncanakan baru dianggarkan pada jadwal sesudah jadwal awal.",
        "The planned activity has a budget in a schedule after the first one only.",
    ),
    "amount_of_schedule": Text(
        "Plafon dalam rencana sama dengan anggaran jadwal lain, bukan jadwal awal.",
        "The ceiling of the plan is the amount of another schedule than the first one.",
    ),
    "programme_not_budgeted": Text(
        "Target indikator didukung oleh program yang tidak dianggarkan.",
        "The target of the indicator is supported by a programme without a budget.",
    ),
    "programme_unknown": Text(
        "Target indikator didukung oleh program yang tidak ada dalam rencana dan anggaran mana"
        " pun.",
        "The target of the indicator is supported by a programme that is in no plan and no budget.",
    ),
    "no_indicator": Text(
        "Program dianggarkan, tetapi tidak satu pun indikator kinerja utama menyebutnya.",
        "The programme has a budget, and no key indicator names it.",
    ),
    "beyond_budget": Text(
        "Realisasi subkegiatan melampaui anggarannya.",
        "What was spent on the sub-activity is beyond its budget.",
    ),
    "nothing_budgeted": Text(
        "Ada realisasi pada subkegiatan yang tidak dianggarkan.",
        "Money was spent on a sub-activity without any budget.",
    ),
    "no_dpa": Text(
        "Ada realisasi, padahal DPA belum bernomor atau belum bertanggal.",
        "Money was spent, and the budget document (DPA) has no number or no date.",
    ),
    "not_signed": Text(
        "DPA sudah terbit, padahal perjanjian kinerja belum ditandatangani.",
        "The budget document (DPA) is issued, and no performance agreement is signed.",
    ),
    "no_action_plan": Text(
        "Perjanjian kinerja sudah ditandatangani, padahal rencana aksi belum ditetapkan.",
        "The performance agreement is signed, and no action plan is set.",
    ),
    "target_differs": Text(
        "Target akhir tahun dalam pelaporan berbeda dari target tahun itu dalam rencana.",
        "The target at the end of the year is another one than the plan has for that year.",
    ),
    "other_agency": Text(
        "Kegiatan direncanakan oleh satu instansi dan dianggarkan oleh instansi lain.",
        "The activity is planned by one agency and budgeted by another one.",
    ),
    "unit_name": Text(
        "Nama unit pada sistem anggaran berbeda dari namanya pada sistem akuntabilitas.",
        "The unit has another name in the budget system than in the accountability system.",
    ),
    "ceiling_copy": Text(
        "Plafon yang dicatat sistem anggaran berbeda dari plafon pada sistem perencanaan.",
        "The ceiling that the budget system keeps is another one than that of the planning system.",
    ),
    "cash_plan": Text(
        "Rencana kas bulanan dalam DPA berbeda dari rencana kas pada baris realisasi.",
        "The monthly cash plan of the DPA is another one than that of the rows of realisation.",
    ),
    "record": Text(
        "Dua sumber mencatat hal yang sama dengan nilai yang berbeda.",
        "Two sources have different values for the same thing.",
    ),
    "fact": Text(
        "Dua sumber memberi nilai yang berbeda untuk fakta yang sama.",
        "Two sources give different values for the same fact.",
    ),
}
