"""1EdTechRevocationList: a plain list of ids that an issuer serves, read only, since it was withdrawn as a standard.

It is not signed: what makes it the issuer's is the address in the signed badge, reached over https. So anything odd in
it is not knowing, never "nothing against it". Source: 1EdTech Revocation List Status Method 1.0 (VCRL-10).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from credentials.authenticity import issuer_id
from credentials.comparing import same_id
from credentials.errors import StatusListError
from credentials.limits import MAX_STATUS_LIST_BYTES
from credentials.lookup import Lookup, Missing

ENTRY_TYPE = "1EdTechRevocationList"

_LISTS = ("revokedCredential", "revokedCredentials")
"""The name of the final text, and the one of its drafts that most issuers use."""

_OF_A_LIST = frozenset({"@context", "id", "type", "issuer", *_LISTS})
_TRUTH = {True: True, False: False, "true": True, "false": False}


def is_revoked(entry: Mapping[str, Any], credential: Mapping[str, Any], lookup: Lookup) -> bool:
    """Whether the list at the entry's `id` names `credential`; StatusListError says why that cannot be known."""
    address = entry.get("id")
    if not isinstance(address, str):
        raise StatusListError("status.entry")
    if not address.startswith("https://"):
        raise StatusListError("status.refused")
    found = lookup.document(address, limit=MAX_STATUS_LIST_BYTES)
    if isinstance(found, Missing):
        raise StatusListError(f"status.{found.why}")
    content = found.content
    issuer = issuer_id(credential)
    if issuer is None or issuer_id(content) != issuer:
        raise StatusListError("status.other_issuer")
    if content.get("id", address) != address:
        raise StatusListError("status.other_list")
    return any(revoked and same_id(name, credential.get("id")) for name, revoked in list(_items(content)))


def _items(content: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each id and whether it is revoked, which it is unless it says otherwise.

    An issuer that revoked nothing may leave the list out, but then the document may hold nothing else: any other one
    of the issuer, such as the badge itself, would else say that nothing was revoked.
    """
    listed = [content[name] for name in _LISTS if name in content]
    if not listed and not set(content) <= _OF_A_LIST:
        raise StatusListError("status.unreadable")
    for items in listed:
        for item in items if isinstance(items, list) else [items]:
            yield _item(item)


def _item(item: Any) -> tuple[str, bool]:
    if isinstance(item, str):
        return item, True
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
        raise StatusListError("status.list_malformed")
    revoked = item.get("revoked", True)
    if not isinstance(revoked, bool | str) or revoked not in _TRUTH:
        raise StatusListError("status.list_malformed")
    return item["id"], _TRUTH[revoked]
