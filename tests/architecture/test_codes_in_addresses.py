"""A code that people choose never stands where an address has a word of its own."""

from typing import Final

from instrument.documents.domain.codes import fault_of_code
from integration.sources.api.fields import fault_of_code as fault_of_source_code
from operations.table import OPERATIONS
from submission.agencies.domain import fault_of_code as fault_of_agency_code

# These are checked by `fault_of_code`; the others beside a word are ids and numbers.
CHOSEN: Final = {"{agency_code}", "{crosswalk_code}", "{edition_code}", "{source_code}"}
OF_OTHER_KINDS: Final = {
    *("{assessment_id}", "{evidence_id}", "{recommendation_id}", "{report_id}"),
    *("{file_id}", "{finding_id}", "{revision}", "{version}"),
}
ENDINGS: Final = (".json", ".yaml", ".xlsx")


def test_every_word_beside_a_chosen_code_is_refused_as_a_code() -> None:
    paths = [row.path.split("/") for row in OPERATIONS]
    words = {
        (place, other[place])
        for path in paths
        for place, part in enumerate(path)
        if part.startswith("{")
        for other in paths
        if other[:place] == path[:place] and len(other) > place and "{" not in other[place]
    }
    beside = {
        part.removesuffix(next((end for end in ENDINGS if part.endswith(end)), ""))
        for path in paths
        for place, part in enumerate(path)
        if part.startswith("{") and any(at == place and word for at, word in words)
        for other in paths
        if other[:place] == path[:place] and len(other) > place and "{" not in other[place]
    }

    assert beside == CHOSEN | OF_OTHER_KINDS
    assert {word for _, word in words} >= {"imports", "preview", "template.xlsx"}
    assert fault_of_agency_code("imports") is not None
    assert fault_of_agency_code("9901.2.16.01") is None
    assert fault_of_source_code("adapters") is not None
    assert fault_of_source_code("dry-run") is not None
    assert fault_of_source_code("e-planning-9901") is None
    for code in (
        "preview",
        "template",
        "template.xlsx",
        "a.json",
        "a.yaml",
        "..",
        "a/b",
        "a b",
        "",
    ):
        assert fault_of_code(code, "spbe-2026") is not None, code
    assert fault_of_code("permenpanrb-5-2018--permenpanrb-59-2020", "spbe-2026") is None
