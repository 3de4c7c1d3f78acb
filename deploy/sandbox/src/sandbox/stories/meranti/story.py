"""Meranti: SAKIP documents, the ministry's instructions, and values that do not improve."""

from rules.text import Text
from sandbox.stories.meranti import documents, instructions, joining, values
from sandbox.stories.story import Step, Story

STORY = Story(
    Text(
        "Meranti: dokumen SAKIP, instruksi kementerian, dan nilai yang tidak naik",
        "SAKIP documents, the ministry's instructions, and values that do not improve",
    ),
    (
        Step(Text("Dokumen SAKIP", "SAKIP documents"), documents.collect),
        Step(Text("Instruksi kementerian", "the ministry's instructions"), instructions.receive),
        Step(Text("Tindak lanjut", "follow-ups"), instructions.follow_up),
        Step(Text("Instansi yang terlambat", "overdue agencies"), instructions.show_overdue),
        Step(
            Text("Program yang tersambung ke rencana", "programmes joined to their plans"),
            joining.show,
        ),
        Step(Text("Nilai AKIP dua tahun", "AKIP values of two years"), values.fix),
        Step(
            Text("Yang tidak naik dan sebabnya", "what does not improve, and why"), values.compare
        ),
    ),
    Text(
        "Dokumen, instruksi, dan nilai terkait satu sama lain; yang tidak naik terlihat sebabnya.",
        "Documents, instructions and values belong together; what does not improve shows why.",
    ),
)
