"""The defects of a crosswalk: unknown codes, shares that do not add up to 1, wrong gaps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from instrument.crosswalks.domain.model import Crosswalk, Dropped, Flow
from instrument.editions.domain.model import Edition
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text

_WHOLE = Fraction(1)


def check_crosswalk(crosswalk: Crosswalk, editions: Mapping[str, Edition]) -> list[Refusal]:
    """Return all defects of a crosswalk; an edition that is not in `editions` is one of them."""
    missing = [
        Refusal(
            f"/{key}",
            Text(f"edisi {code} tidak ada", f"there is no edition {code}"),
        )
        for key, code in (
            ("from_edition", crosswalk.from_edition),
            ("to_edition", crosswalk.to_edition),
        )
        if code not in editions
    ]
    if missing:
        return missing
    old, new = editions[crosswalk.from_edition], editions[crosswalk.to_edition]
    return [
        *_editions(crosswalk, old, new),
        *_codes("flows", "from_code", [flow.from_code for flow in crosswalk.flows], old),
        *_codes("flows", "to_code", [flow.to_code for flow in crosswalk.flows], new),
        *_codes("dropped", "from_code", [part.from_code for part in crosswalk.dropped], old),
        *_codes("gaps", "to_code", [gap.to_code for gap in crosswalk.gaps], new),
        *_once("flows", "to_code", [(flow.from_code, flow.to_code) for flow in crosswalk.flows]),
        *_once("dropped", "from_code", [(part.from_code,) for part in crosswalk.dropped]),
        *_once("gaps", "to_code", [(gap.to_code,) for gap in crosswalk.gaps]),
        *_shares("flows", crosswalk.flows),
        *_shares("dropped", crosswalk.dropped),
        *_sums(crosswalk, old),
        *_gaps(crosswalk, new),
    ]


def _editions(crosswalk: Crosswalk, old: Edition, new: Edition) -> Iterator[Refusal]:
    if old.edition_code == new.edition_code:
        yield Refusal(
            "/to_edition",
            Text("harus edisi lain", "must be another edition than the one it starts from"),
        )
    unverified = [edition for edition in (old, new) if edition.certainty == "unverified"]
    if unverified and crosswalk.certainty == "verified":
        code = unverified[0].edition_code
        yield Refusal(
            "/certainty",
            Text(
                f"edisi {code} belum terverifikasi, maka pemetaannya juga harus unverified",
                f"the edition {code} is unverified, and so is its crosswalk: unverified",
            ),
        )
    if crosswalk.certainty == "unverified" and crosswalk.caveat is None:
        yield Refusal(
            "/caveat",
            Text(
                "wajib diisi selama pemetaan belum terverifikasi",
                "is required as long as it is unverified: it is shown with every answer",
            ),
        )


def _codes(where: str, key: str, codes: Sequence[str], edition: Edition) -> Iterator[Refusal]:
    known = set(_indicators(edition))
    for place, code in enumerate(codes):
        if code not in known:
            yield Refusal(
                f"/{where}/{place}/{key}",
                Text(
                    f"{edition.edition_code} tidak memuat indikator {code}",
                    f"{edition.edition_code} has no indicator {code}",
                ),
            )


def _once(where: str, key: str, codes: Sequence[tuple[str, ...]]) -> Iterator[Refusal]:
    seen: set[tuple[str, ...]] = set()
    for place, code in enumerate(codes):
        if code in seen:
            arrow = " -> ".join(code)
            yield Refusal(
                f"/{where}/{place}/{key}",
                Text(
                    f"{arrow} tertulis lebih dari sekali: gabungkan menjadi satu",
                    f"{arrow} stands here more than once: write it as one",
                ),
            )
        seen.add(code)


def _shares(where: str, parts: Iterable[Flow | Dropped]) -> Iterator[Refusal]:
    for place, part in enumerate(parts):
        if not 0 < part.share <= _WHOLE:
            yield Refusal(
                f"/{where}/{place}/share",
                Text(
                    f"harus di atas 0 dan paling tinggi 1, bukan {text_of(part.share)}",
                    f"must be above 0 and at most 1, not {text_of(part.share)}",
                ),
            )


def _sums(crosswalk: Crosswalk, old: Edition) -> Iterator[Refusal]:
    """Yield a defect for each old indicator whose shares do not add up to 1, at its last share."""
    shares: dict[str, list[Fraction]] = {}
    places: dict[str, str] = {}
    both: dict[str, Sequence[Flow | Dropped]] = {
        "flows": crosswalk.flows,
        "dropped": crosswalk.dropped,
    }
    for where, parts in both.items():
        for place, part in enumerate(parts):
            shares.setdefault(part.from_code, []).append(part.share)
            places[part.from_code] = f"/{where}/{place}/share"
    for code in _indicators(old):
        if code not in shares:
            yield Refusal(
                "/flows",
                Text(
                    f"indikator {code} belum dipetakan: tambahkan pada flows atau dropped",
                    f"indicator {code} is missing: add it to flows or to dropped",
                ),
            )
        elif (total := sum(shares[code])) != _WHOLE:
            parts_text = " + ".join(text_of(share) for share in shares[code])
            yield Refusal(
                places[code],
                Text(
                    f"bagian indikator {code} berjumlah {parts_text} = {text_of(total)}, bukan 1",
                    f"the shares of indicator {code} add up to {parts_text} = {text_of(total)},"
                    " not 1",
                ),
            )


def _gaps(crosswalk: Crosswalk, new: Edition) -> Iterator[Refusal]:
    reached = Counter(flow.to_code for flow in crosswalk.flows)
    for place, gap in enumerate(crosswalk.gaps):
        if gap.to_code in reached:
            yield Refusal(
                f"/gaps/{place}/to_code",
                Text(
                    f"bukan celah: ada aliran ke indikator {gap.to_code}",
                    f"is no gap: something flows to indicator {gap.to_code}",
                ),
            )
    named = {gap.to_code for gap in crosswalk.gaps}
    for code in _indicators(new):
        if code not in reached and code not in named:
            yield Refusal(
                "/gaps",
                Text(
                    f"tidak ada aliran ke indikator {code}: tambahkan sebagai celah",
                    f"nothing flows to indicator {code}: add it as a gap",
                ),
            )


def _indicators(edition: Edition) -> list[str]:
    return [node.code for node in edition.nodes if node.kind == "indicator"]
