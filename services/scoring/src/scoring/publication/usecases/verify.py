"""Verify a package with nothing but the package, and name the first thing that is wrong.

No database and no network: the command line and the service use the same function.
"""

from collections.abc import Mapping
from math import inf
from typing import Any, Final, NamedTuple

from rules.canonical import canonical, sha256
from rules.text import Text
from scoring.publication.domain.archive import at_most, check_bytes, count_of, read_archive
from scoring.publication.domain.signing_keys import KeyUnreadableError, PublicKey
from scoring.publication.domain.state import bound_signatures, contents_named, state_hash_of
from scoring.publication.usecases import write_package as package
from scoring.publication.usecases.recompute import recompute_result
from scoring.publication.usecases.write_workbook import FILE as WORKBOOK
from scoring.publication.usecases.write_workbook import check_workbook
from scoring.results.domain.canonical import read_canonical
from scoring.results.domain.flaw import NOTHING, any_of, flaw_found, require_same
from scoring.results.domain.record import FILE as RESULT
from scoring.results.domain.record import Record, plain, read_record
from scoring.trials.domain.deadline import Deadline

_NEEDED: Final = frozenset(package.NAMES) - {package.DERIVATIONS}
_MOST_MANIFEST_BYTES: Final = 16_384
_AN_OBJECT: Final = Text("objek JSON", "an object")
_SOMETHING_ELSE: Final = Text("sesuatu yang lain", "something else")


class Verified(NamedTuple):
    """A package that is as it was published. `is_trusted`: its key is one of those given."""

    record: Record
    result_hash: str
    key: PublicKey
    is_trusted: bool


def verify_package(
    data: bytes,
    trusted: Mapping[str, PublicKey] | None = None,
    *,
    deadline: Deadline | None = None,
) -> Verified:
    """Return what a package holds; without `trusted` keys its own key is taken at its word.

    Raises:
        FlawFound: Something is wrong; it names the file, the field, and what should be there.
        TimeoutError: The deadline, if there is one, is over.
    """
    go_on = (deadline or Deadline(inf)).require
    files = read_archive(data, allowed=package.NAMES)
    go_on()
    for name in package.NAMES:
        if name in _NEEDED and name not in files:
            raise flaw_found(
                "archive", "names", expected=name, found=Text("tidak ada", "no such file")
            )
    key = _check_manifest(files, trusted)
    documents: dict[str, Any] = {
        name: read_canonical(files[name], file=name) for name in package.JSON_FILES if name in files
    }
    body = files[RESULT]
    verify_signature(body, documents[package.SIGNATURE], key)
    go_on()
    record = read_record(body)
    _check_head(record, body, key, files)
    verify_documents(
        record,
        edition=files[package.EDITION],
        derivations=files.get(package.DERIVATIONS),
    )
    go_on()
    _check_copies(record, documents, files)
    go_on()
    check_bytes(data, files, deflated=_version(files) == package.DEFLATED_VERSION)
    return Verified(record, sha256(body), key, bool(trusted))


def verify_signature(body: bytes, signature: Any, key: PublicKey) -> None:
    """Check the signature of a record's bytes.

    Raises:
        FlawFound: It is of other bytes or of another key.
    """
    file = package.SIGNATURE
    if not isinstance(signature, dict):
        raise flaw_found(file, "JSON", expected=_AN_OBJECT, found=_SOMETHING_ELSE)
    require_same(file, "algorithm", expected="Ed25519", found=signature.get("algorithm"))
    require_same(file, "key_id", expected=key.key_id, found=signature.get("key_id"))
    require_same(file, "result_hash", expected=sha256(body), found=signature.get("result_hash"))
    written = signature.get("signature")
    if not key.verifies(body, str(written)):
        raise flaw_found(file, "signature", expected=_signature_of(RESULT, key), found=str(written))


def verify_documents(record: Record, *, edition: bytes, derivations: bytes | None) -> None:
    """Check the edition and the derivation set by their hashes, and add the result up again.

    Raises:
        FlawFound: They are others, or something adds up to another number.
    """
    content = record.content
    require_same(
        package.EDITION,
        "content hash",
        expected=content.edition.content_hash,
        found=sha256(edition),
    )
    chosen = content.derivation_set
    require_same(
        package.DERIVATIONS,
        "content hash",
        expected=chosen.content_hash if chosen else None,
        found=None if derivations is None else sha256(derivations),
    )
    rules = None if derivations is None else read_canonical(derivations, file=package.DERIVATIONS)
    recompute_result(content, read_canonical(edition, file=package.EDITION), rules)
    if content.submission.is_asked:
        _check_signed(record)


def _check_signed(record: Record) -> None:
    """Compare what people signed with what the record says."""
    content = record.content
    found = content.submission.state_hash
    state = state_hash_of(record.assessment_id, content)
    where = "content.submission"
    require_same(RESULT, f"{where}.state_hash", expected=state, found=found)
    held = content.submission
    require_same(
        RESULT,
        f"{where}.evidence",
        expected=[*contents_named(held)],
        found=[*held.evidence],
    )
    for field, must, does in bound_signatures(content.submission):
        require_same(RESULT, f"{where}.{field}", expected=must, found=does)


def _check_manifest(
    files: Mapping[str, bytes], trusted: Mapping[str, PublicKey] | None
) -> PublicKey:
    """Compare every file with the manifest, and the manifest with its signature.

    Whether a file or the manifest was changed is told by the signature: it still fits the one.
    """
    listed = _listed(files[package.MANIFEST])
    key = _key(files, trusted)
    written = files[package.MANIFEST_SIGNATURE].decode(errors="replace")
    is_signed = key is not None and key.verifies(files[package.MANIFEST], written)
    for name in package.NAMES[2:]:
        entry = package.entry_of(files[name]) if name in files else None
        if listed.get(name) != entry:
            is_key = name == package.PUBLIC_KEY
            _name_changed(name, listed.get(name), entry, is_signed=is_signed or is_key)
    require_same(
        package.MANIFEST,
        "files",
        expected=[name for name in sorted(package.NAMES[2:]) if name in files],
        found=sorted(listed),
    )
    if key is None:
        raise flaw_found(
            package.PUBLIC_KEY,
            "key",
            expected=Text("kunci publik Ed25519", "an Ed25519 public key"),
            found=_SOMETHING_ELSE,
        )
    if trusted is not None and key.key_id not in trusted:
        known = any_of(sorted(trusted))
        raise flaw_found(package.PUBLIC_KEY, "key_id", expected=known, found=key.key_id)
    if not is_signed:
        raise flaw_found(
            package.MANIFEST_SIGNATURE,
            "signature",
            expected=_signature_of(package.MANIFEST, key),
            found=written,
        )
    return key


def _signature_of(file: str, key: PublicKey) -> Text:
    return Text(
        f"tanda tangan {file} oleh kunci {key.key_id}", f"one of {file} by key {key.key_id}"
    )


def _listed(data: bytes) -> dict[str, Any]:
    """Return what a manifest says of the files. All else is read once its key is a trusted one."""
    if len(data) > _MOST_MANIFEST_BYTES:
        most, found = at_most(_MOST_MANIFEST_BYTES), count_of(len(data))
        raise flaw_found(package.MANIFEST, "size", expected=most, found=found)
    manifest = read_canonical(data, file=package.MANIFEST)
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict):
        raise flaw_found(package.MANIFEST, "files", expected=_AN_OBJECT, found=NOTHING)
    return listed


def _key(files: Mapping[str, bytes], trusted: Mapping[str, PublicKey] | None) -> PublicKey | None:
    try:
        key = PublicKey.from_text(files[package.PUBLIC_KEY].decode())
    except (KeyUnreadableError, UnicodeDecodeError):
        return None
    return trusted.get(key.key_id, key) if trusted else key


def _name_changed(name: str, listed: Any, entry: Any, *, is_signed: bool) -> None:
    said, is_there = listed or {}, entry or {}
    expected, found = (said, is_there) if is_signed else (is_there, said)
    file, field = (name, "") if is_signed else (package.MANIFEST, f"files.{name}.")
    for part in ("sha256", "size"):
        get = [told.get(part) if isinstance(told, dict) else told for told in (expected, found)]
        require_same(file, f"{field}{part}", expected=get[0], found=get[1])
    require_same(file, f"{field}entry", expected=expected, found=found)


def _check_head(record: Record, body: bytes, key: PublicKey, files: Mapping[str, bytes]) -> None:
    """Check what the manifest says of the record, the key's id and the places in the chains."""
    manifest = read_canonical(files[package.MANIFEST], file=package.MANIFEST)
    head = package.head_of(record, body, key, version=_version(files))
    for field, expected in head.items():
        require_same(package.MANIFEST, field, expected=expected, found=manifest.get(field))
    require_same(package.MANIFEST, "fields", expected={*head, "files"}, found={*manifest})
    check_places(record, key_id=key.key_id, file=RESULT)


def _version(files: Mapping[str, bytes]) -> int:
    """Return the format of a package; what is none of ours is held against the newest."""
    manifest = read_canonical(files[package.MANIFEST], file=package.MANIFEST)
    is_before = manifest.get("format_version") == package.DEFLATED_VERSION
    return package.DEFLATED_VERSION if is_before else package.FORMAT_VERSION


def check_places(record: Record, *, key_id: str, file: str) -> None:
    """Check the key's id and that the first of each chain, and no other, follows nothing.

    Raises:
        FlawFound: It is otherwise.
    """
    require_same(file, "key_id", expected=key_id, found=record.key_id)
    for number, field in (
        (record.revision, "previous_hash"),
        (record.sequence, "previous_service_hash"),
    ):
        before = getattr(record, field)
        if (number == 1) != (before is None) or number < 1:
            hash_before = Text("hash hasil sebelumnya", "the hash of the one before")
            expected = NOTHING if number == 1 else hash_before
            raise flaw_found(file, field, expected=expected, found=before or NOTHING)
    if record.revision > 1 and not record.reason:
        reason = Text("alasan koreksi", "a reason of the correction")
        raise flaw_found(file, "reason", expected=reason, found=NOTHING)


def _check_copies(record: Record, documents: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Compare what stands in the record as well."""
    copies = {
        package.EVIDENCE: plain(record.content.submission),
        package.BREAKDOWN: package.breakdown_of(record),
    }
    for name, expected in copies.items():
        found = documents[name] if isinstance(documents[name], dict) else {}
        for field in sorted({*expected, *found}):
            require_same(
                name,
                field,
                expected=_short(expected.get(field)),
                found=_short(found.get(field)),
            )
    check_workbook(files[WORKBOOK], record)


def _short(value: Any) -> str:
    return canonical(value).decode()
