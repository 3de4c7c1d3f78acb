"""Contents in a local folder and in a bucket of an S3 server that others wrote: one behaviour."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from tests.support.s3 import BUCKET, s3_server

from kit.errors import Unavailable
from submission.evidence.store.objects import ContentMissing, Contents

LARGE = b"isi yang lebih besar dari satu bagian;" * 400_000  # goes in several parts


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def contents(request: pytest.FixtureRequest, tmp_path: Path) -> Contents:
    if request.param == "folder":
        return Contents(str(tmp_path / "store"))
    return in_bucket(request.getfixturevalue("s3"), prefix=tmp_path.name)


def in_bucket(endpoint: str, *, prefix: str) -> Contents:
    return Contents(
        f"s3://{BUCKET}/{prefix}",
        {
            "endpoint": endpoint,
            "region": "us-east-1",
            "access_key_id": "tester",
            "secret_access_key": "of-a-test",
            "virtual_hosted_style_request": "false",
        },
    )


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def hashes(contents: Contents) -> set[str]:
    return {each.sha256 async for part in contents.listed() for each in part}


@pytest.mark.parametrize("data", [b"x", LARGE], ids=["small", "large"])
async def test_what_was_put_is_read_again_byte_for_byte(contents: Contents, data: bytes) -> None:
    sha256 = hash_of(data)
    assert await contents.size(sha256) is None

    await contents.put(sha256, io.BytesIO(data))

    assert await contents.size(sha256) == len(data)
    assert await whole(await contents.read(sha256)) == data


async def test_the_same_content_at_once_is_there_once(contents: Contents) -> None:
    sha256 = hash_of(LARGE)

    await asyncio.gather(*(contents.put(sha256, io.BytesIO(LARGE)) for _ in range(3)))

    assert await hashes(contents) == {sha256}
    assert await whole(await contents.read(sha256)) == LARGE


async def test_what_is_not_there_is_said_and_may_be_removed(contents: Contents) -> None:
    sha256 = hash_of(b"none")
    with pytest.raises(ContentMissing):
        await contents.read(sha256)
    await contents.remove(sha256)
    await contents.put(sha256, io.BytesIO(b"none"))
    await contents.remove(sha256)

    assert await contents.size(sha256) is None
    assert await hashes(contents) == set()


async def test_the_prefix_of_a_bucket_keeps_two_stores_apart(s3: str) -> None:
    one, other = in_bucket(s3, prefix="satu"), in_bucket(s3, prefix="dua")
    await one.put(hash_of(b"a"), io.BytesIO(b"a"))

    assert await hashes(one) == {hash_of(b"a")}
    assert await hashes(other) == set()


async def test_other_things_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    contents = Contents(str(tmp_path))
    (tmp_path / "sha256").mkdir()
    (tmp_path / "sha256" / "README").write_text("not ours")

    assert await hashes(contents) == set()


def _not_set(_: Path) -> Contents:
    return Contents(None)


def _a_file(path: Path) -> Contents:
    (path / "file").write_text("no folder")
    return Contents(str(path / "file"))


def _nobody(_: Path) -> Contents:
    return in_bucket("http://127.0.0.1:1", prefix="x")


@pytest.mark.parametrize("make", [_not_set, _a_file, _nobody])
async def test_a_store_that_cannot_be_used_is_said(
    make: Callable[[Path], Contents], tmp_path: Path
) -> None:
    contents = make(tmp_path)

    with pytest.raises(Unavailable):
        await contents.put(hash_of(b"a"), io.BytesIO(b"a"))
