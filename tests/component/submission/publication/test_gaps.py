"""A publication hands over why something was left without an answer."""

from typing import Any


async def test_a_publication_hands_over_why_something_was_left_without_an_answer(
    evaluation: Any,
) -> None:
    path = f"{evaluation.address}/answers/2"
    headers = evaluation.by("data_entry")
    tag = (await evaluation.service.api.get(path, headers=headers)).headers["etag"]
    gone = await evaluation.service.api.delete(path, headers=headers | {"If-Match": tag})
    assert gone.is_success
    why = "Belum ada dokumen."
    assert (await evaluation.submit("mandiri", "coordinator", i2=why)).status_code == 200
    await evaluation.close_approved("mandiri", then="dokumen")
    assert (await evaluation.publish("mandiri")).status_code == 202
    (event,) = await evaluation.asked()
    assert [(each.indicator_code, each.reason) for each in event.gaps] == [("2", why)]
