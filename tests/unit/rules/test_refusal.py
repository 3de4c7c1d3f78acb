from rules.refusal import Refusal, pointer_to
from rules.text import Text


def test_a_pointer_leads_to_a_part_whatever_its_name() -> None:
    assert pointer_to() == ""
    assert pointer_to("levels", 3, "value") == "/levels/3/value"
    assert pointer_to("units", "a/b~c", "") == "/units/a~1b~0c/"


def test_a_refusal_is_a_place_and_a_sentence() -> None:
    refusal = Refusal(pointer_to("period"), Text("bukan periode", "is no period"))
    assert (refusal.pointer, refusal.text.id) == ("/period", "bukan periode")


def test_a_refusal_moves_with_what_holds_its_document() -> None:
    refusal = Refusal("/13", Text("bukan tingkat", "is no level")).below("/levels")
    assert refusal == ("/levels/13", ("bukan tingkat", "is no level"))
