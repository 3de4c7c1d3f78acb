from kit.ids import new_id


def test_ids_are_version_seven_and_sort_by_time() -> None:
    made = [new_id() for _ in range(1000)]

    assert {one.version for one in made} == {7}
    assert [str(one) for one in made] == sorted(str(one) for one in made)
    assert len(set(made)) == 1000
