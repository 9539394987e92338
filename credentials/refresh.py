"""The newer version of a badge that its issuer offers: asked for once, and only after the badge's own proof held.

A badge that somebody made up must not be able to send us anywhere, and what is found there takes the badge's place only
when it is the same credential, starts later, counts already, and holds by the same steps. Otherwise the badge that was
offered is judged. Sources: Open Badges 3.0, "Verification" step 3; 1EdTech Credential Refresh Service 1.0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from credentials.authenticity import issuer_id
from credentials.comparing import newer, same_credential
from credentials.dates import check_dates
from credentials.examining import Examined, check_structure, examine
from credentials.lookup import Lookup, Missing
from credentials.report import Check, Outcome, failed, passed, skipped, unknown
from credentials.vcdm1 import period

SERVICE_TYPE = "1EdTechCredentialRefresh"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The badge to judge, and what came of asking; `check` is None when the badge names no place to ask."""

    judged: Examined
    check: Check | None = None


def refreshed(offered: Examined, lookup: Lookup, now: datetime, *, strict: bool = True) -> Refreshed:
    """The newer version of a badge whose form and proof hold, if there is one, else the badge itself. A refresh service
    in the newer one is not followed."""
    service = offered.document.get("refreshService")
    if service is None or offered.obstacle is not None:
        return Refreshed(offered)
    address = _address(service)
    if address is None:
        return Refreshed(offered, skipped("refresh", "refresh.unsupported"))
    share = lookup.part(2)
    found = share.credential(address)
    if isinstance(found, Missing):
        return Refreshed(offered, unknown("refresh", "refresh.unreachable"))
    form = partial(_form, offered=offered.document, now=now)
    other = examine(found.content, form, share, now, strict=strict)
    if other.obstacle is not None:
        return Refreshed(offered, _why_not(other.obstacle))
    return Refreshed(other, passed("refresh", "refresh.newer", since=period(other.document).start))


def _address(service: Any) -> str | None:
    """Where to ask: the first service of the one kind that needs no account."""
    for item in service if isinstance(service, list) else [service]:
        types = item.get("type") if isinstance(item, Mapping) else None
        if SERVICE_TYPE in (types if isinstance(types, list) else [types]):
            address = item.get("id")
            return address if isinstance(address, str) and address.startswith(("https://", "http://")) else None
    return None


def _form(document: Mapping[str, Any], offered: Mapping[str, Any], now: datetime) -> Check:
    """The structure check: nobody is asked for the keys of what cannot take the badge's place.

    The issuer must be the same to the letter: "Equality and Comparison" decodes percent signs, but in a did:web `%3A`
    is a port and `:` a folder, which two different people may hold.
    """
    found = check_structure(document, "OpenBadgeCredential")
    if found.outcome is not Outcome.PASSED:
        return found
    if not same_credential(document, offered) or issuer_id(document) != issuer_id(offered):
        return failed("structure", "refresh.other")
    if not newer(document, offered):
        return failed("structure", "refresh.older" if newer(offered, document) else "refresh.same")
    not_yet = check_dates(document, now).code == "dates.not_yet"
    return failed("structure", "refresh.not_yet", since=period(document).start) if not_yet else found


def _why_not(obstacle: Check) -> Check:
    """What is said of a document that does not take the badge's place, with the reason as a detail."""
    if obstacle.code in ("refresh.same", "refresh.not_yet"):
        return replace(obstacle, name="refresh", outcome=Outcome.PASSED)
    if obstacle.code in ("refresh.other", "refresh.older"):
        return replace(obstacle, name="refresh")
    make = unknown if obstacle.outcome is Outcome.UNKNOWN else failed
    detail = {"code": obstacle.code, "message": obstacle.reason}
    return replace(make("refresh", "refresh.not_held"), details=(detail,))
