"""The package of a published result for the ministry: which files, and what each holds.

`manifest.json` has the SHA-256 of every other file, and is itself signed (`manifest.sig`). So all
of a package can be checked without anything else but the publisher's public key.
"""

from typing import Any, Final

from rules.canonical import canonical, sha256
from scoring.publication.domain.archive import write_archive
from scoring.publication.domain.signing_keys import PublicKey, SigningKey
from scoring.publication.usecases.write_workbook import FILE as WORKBOOK
from scoring.publication.usecases.write_workbook import write_workbook
from scoring.results.domain.record import FILE as RESULT
from scoring.results.domain.record import Record, plain

FORMAT: Final = "tolok-package"
FORMAT_VERSION: Final = 2
# Packages of before: the same, deflated.
DEFLATED_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
MANIFEST_SIGNATURE: Final = "manifest.sig"
SIGNATURE: Final = "signature.json"
PUBLIC_KEY: Final = "public-key.pem"
EDITION: Final = "edition.json"
DERIVATIONS: Final = "derivations.json"
EVIDENCE: Final = "evidence.json"
BREAKDOWN: Final = "breakdown.json"
README: Final = "README.txt"
NAMES: Final = (
    MANIFEST,
    MANIFEST_SIGNATURE,
    README,
    RESULT,
    SIGNATURE,
    PUBLIC_KEY,
    BREAKDOWN,
    WORKBOOK,
    EDITION,
    DERIVATIONS,
    EVIDENCE,
)
JSON_FILES: Final = (RESULT, SIGNATURE, BREAKDOWN, EDITION, DERIVATIONS, EVIDENCE)

_README: Final = """\
PAKET HASIL EVALUASI

Arsip ini memuat satu hasil yang diterbitkan dan tidak akan berubah. Koreksi diterbitkan sebagai revisi baru.

result.json        hasil lengkap: indeks, tingkat tiap indikator dengan penjelasan dan asalnya, fakta dengan rujukan ke rekamannya
breakdown.json     rincian indeks per simpul dan indikator
breakdown.xlsx     rincian yang sama sebagai tabel
edition.json       edisi instrumen yang dipakai: pohon, bobot, skala, predikat
derivations.json   aturan turunan dari fakta ke tingkat (bila ada)
evidence.json      daftar data dukung, berita acara dan persetujuan (bila ada)
signature.json     tanda tangan Ed25519 atas result.json
public-key.pem     kunci publik penerbit; bandingkan dengan yang diumumkan penerbit
manifest.json      SHA-256 semua berkas lain; manifest.sig adalah tanda tangan atasnya

Pemeriksaan tanpa koneksi jaringan: tolok verify PAKET.zip --key KUNCI-PUBLIK.pem

PACKAGE OF AN EVALUATION RESULT

This archive holds one published result, which never changes. A correction is published as a new revision.

result.json        the whole result: index, each indicator's level with its explanation and origin, facts with their records
breakdown.json     the index by node and indicator
breakdown.xlsx     the same as tables
edition.json       the edition of the instrument: tree, weights, scales, predicates
derivations.json   the rules from facts to levels (if any)
evidence.json      evidence, minutes and approvals (if any)
signature.json     Ed25519 signature of result.json
public-key.pem     the publisher's public key; compare it with the one that the publisher announces
manifest.json      SHA-256 of all other files; manifest.sig is its signature

Check it without a network: tolok verify PACKAGE.zip --key PUBLIC-KEY.pem

Signatures are base64url without padding. JSON is in the canonical form of RFC 8785.
"""  # noqa: E501 - a table that people read


def write_package(
    record: Record, body: bytes, *, key: SigningKey, edition: bytes, derivations: bytes | None
) -> bytes:
    """Return the package of a record; `body` are its canonical bytes, signed with the key."""
    files = {
        README: readme_of(record).encode(),
        RESULT: body,
        SIGNATURE: canonical(signature_of(body, key)),
        PUBLIC_KEY: key.public.pem,
        BREAKDOWN: canonical(breakdown_of(record)),
        WORKBOOK: write_workbook(record),
        EDITION: edition,
        **({} if derivations is None else {DERIVATIONS: derivations}),
        EVIDENCE: canonical(plain(record.content.submission)),
    }
    manifest = canonical(
        {
            **head_of(record, body, key.public),
            "files": {name: entry_of(data) for name, data in files.items()},
        }
    )
    signed = {MANIFEST: manifest, MANIFEST_SIGNATURE: key.sign(manifest).encode()}
    return write_archive({**signed, **files})


def readme_of(record: Record) -> str:
    """Return what a package says of itself, and first of all what its result lacks.

    That is why it is not judged, or what has no level, with the reasons that were given.
    """
    content = record.content
    part = content.not_judged or content.without_level
    if part is None:
        return _README
    gaps = [f"{gap.indicator_code}: {gap.reason}" for gap in content.submission.told_gaps]
    return "\n\n".join([part.note.id, part.note.en, *gaps, _README])


def head_of(
    record: Record, body: bytes, key: PublicKey, *, version: int = FORMAT_VERSION
) -> dict[str, Any]:
    """Return what a manifest says beside its files."""
    return {
        "format": FORMAT,
        "format_version": version,
        "assessment_id": str(record.assessment_id),
        "revision": record.revision,
        "result_hash": sha256(body),
        "key_id": key.key_id,
    }


def entry_of(data: bytes) -> dict[str, Any]:
    """Return what a manifest says of a file."""
    return {"sha256": sha256(data), "size": len(data)}


def signature_of(body: bytes, key: SigningKey) -> dict[str, str]:
    """Return the signature of a record with what it takes to check it."""
    return {
        "algorithm": "Ed25519",
        "key_id": key.public.key_id,
        "result_hash": sha256(body),
        "signature": key.sign(body),
    }


def breakdown_of(record: Record) -> dict[str, Any]:
    """Return the index by node and indicator."""
    content = record.content
    why, without = content.not_judged, content.without_level
    return {
        **({} if why is None else {"not_judged": plain(why)}),
        **({} if without is None else {"without_level": plain(without)}),
        "assessment_id": str(record.assessment_id),
        "revision": record.revision,
        "agency_code": content.agency_code,
        "period": content.period,
        "track": content.track,
        "edition_code": content.edition.code,
        "index": plain(content.index),
        "nodes": [plain(node) for node in content.nodes],
        "indicators": [
            {
                "code": part.code,
                "kind": part.kind,
                "name": plain(part.name),
                "parent_code": part.parent_code,
                "weight": part.weight,
                "level": part.level,
                "source": part.source,
                "stage": part.decision.stage if part.decision else None,
                "covered": part.covered,
            }
            for part in content.indicators
        ],
    }
