"""Publish a version of a region's rules of rewards and punishments; it never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Unprocessable, refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import REGIONS, today_in
from submission.agencies.usecases.check_reach import check_reach
from submission.campaigns.domain.stage_state import Act
from submission.consequences.domain.document import RuleSetError, read_rule_set
from submission.consequences.domain.rule_set import PublishedRuleSet, RuleSet, faults_of_next
from submission.consequences.store import rule_sets
from submission.people.usecases.find import check_employed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A document that is to be a version of a region's rules."""

    agency_code: str
    version: int
    document: Mapping[str, Any]


async def publish_rule_set(
    session: Session, new: NewVersion, principal: Principal, *, clock: Clock
) -> tuple[PublishedRuleSet, bool]:
    """Return the version, and whether it is new. The same document again changes nothing.

    Raises:
        NotFound: There is no such agency within reach.
        Forbidden: See `check_employed`.
        Unprocessable: It is no region, or the document is no next version; every defect is named.
        Conflict: The version says something else.
    """
    await check_employed(session, principal.subject, clock=clock)
    await check_reach(session, principal, new.agency_code, pointer="agency_code")
    await agencies.lock_tree(session)  # of two that publish at once, the second sees the first
    await _check_region(session, new.agency_code)
    rule_set = _read(new)
    kept = await rule_sets.of_agencies(session, [new.agency_code])
    for each in kept:
        if each.rule_set.version == new.version:
            if each.rule_set.content_hash != rule_set.content_hash:
                raise _published(each)
            return each, False
    refuse(faults_of_next(rule_set, [each.rule_set for each in kept]))
    act = Act(principal.subject, clock.now())
    if rule_set.valid_from is None:
        zone = await agencies.time_zone(session, new.agency_code)
        rule_set = replace(rule_set, valid_from=today_in(zone, act.at))
    published = PublishedRuleSet(rule_set=rule_set, document=new.document, published=act)
    await rule_sets.add(session, published)
    return published, True


async def _check_region(session: Session, agency_code: str) -> None:
    found = await agencies.find(session, agency_code)
    if found is None or found.agency.kind in REGIONS:
        return
    raise Unprocessable(
        Text(
            f"{agency_code} bukan pemerintah daerah atau kementerian; instansi di bawahnya tidak"
            " mempunyai aturan sendiri.",
            f"{agency_code} is no region and no ministry; an agency below has no rules of its own.",
        ),
        errors=[Refusal("agency_code", Text("bukan pemerintah daerah", "is no region"))],
    )


def _read(new: NewVersion) -> RuleSet:
    try:
        rule_set = read_rule_set({**new.document}, agency_code=new.agency_code)
    except RuleSetError as error:
        refuse(error.faults)
        raise
    if rule_set.version != new.version:
        told = Text(
            f"alamatnya menyebut versi {new.version}", f"the address names version {new.version}"
        )
        refuse([Refusal("/version", told)])
    return rule_set


def _published(kept: PublishedRuleSet) -> Conflict:
    version = kept.rule_set.version
    told = Text("versi ini sudah terbit", "it is published already")
    return Conflict(
        Text(
            f"Versi {version} sudah terbit dan tidak dapat diubah; terbitkan versi berikutnya.",
            f"Version {version} is published and cannot be changed; publish the next one.",
        ),
        errors=[Refusal("version", told)],
        extra={"sha256": kept.rule_set.content_hash},
    )
