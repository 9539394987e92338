"""One badge for many people: what they have in common is checked, canonicalised and written once.

    fields = ["$.id", "$.credentialSubject.id"]
    for made in issue_batch(badge, signer, created=now, fields=fields, rows=rows): ...

Each badge has the bytes that `issue` gives it. What differs must be texts. A badge that this cannot answer for, because
of an unusual character or a rule that no longer holds, goes through `issue`, which also words what is wrong with it.
Source: Open Badges 3.0, "Proofs (Signatures)".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from credentials.errors import CredentialError
from credentials.issuing import SignedCredential, as_json, issue
from credentials.limits import MAX_CREDENTIAL_BYTES
from credentials.lint import value_errors
from credentials.microcredential import Policy
from credentials.model import EndorsementCredential, OpenBadgeCredential
from credentials.plan import PLANS, BoundPlan
from credentials.plan.forms import FORMS, Form
from credentials.plan.template import Line
from credentials.plan.tokens import Leaf, Parts, compact, leaves, split, with_values
from credentials.signers import Signer
from credentials.strictjson import parts_of_read, read_json, written
from credentials.structure import kind_of
from credentials.structure_fault import at, json_path
from credentials.suites import suite_for
from credentials.suites.base import Cryptosuite, proof_configuration
from credentials.suites.whole import HASH, WholeDocument

_ISSUER = {("issuer",), ("issuer", "id")}
"""Where a text decides whose key must sign."""


def issue_batch(
    template: OpenBadgeCredential | EndorsementCredential | Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    suite: Cryptosuite | str | None = None,
    policy: Policy = Policy.EU,
) -> Iterator[SignedCredential | CredentialError]:
    """For each of `rows` the signed credential, or the error that `issue` raises for it, in the same order.

    `template` is a whole credential; `fields` are the JSON paths of the texts in it that differ, such as
    `$.credentialSubject.identifier[0].identityHash`, and a row has the value of each. The other arguments are those of
    `issue`. Badges are made as they are asked for, so `rows` may be a generator, and an error ends nothing.

    ValueError for a field that is no text of the template, and for a row of another length.
    """
    document = as_json(template)
    texts = {json_path(leaf.path): leaf for leaf in leaves(document)}
    unknown = [field for field in fields if field not in texts]
    if unknown:
        raise ValueError(f"no text of the template: {', '.join(unknown)}")
    issue_one = partial(issue, signer=signer, created=created, suite=suite, policy=policy)
    return _each(document, [texts[field] for field in fields], rows, issue_one, partial(_lane, signer, suite, policy))


def _each(
    template: dict[str, Any],
    fields: list[Leaf],
    rows: Iterable[Sequence[Any]],
    issue_one: Callable[[dict[str, Any]], SignedCredential],
    lane_of: "Callable[[SignedCredential, list[Leaf]], _Lane | None]",
) -> Iterator[SignedCredential | CredentialError]:
    lane: _Lane | None = None
    looked = False
    for row in rows:
        made = None if lane is None else lane.made(row)
        if made is not None:
            yield made
            continue
        document = with_values(template, dict(zip((leaf.path for leaf in fields), row, strict=True)))
        try:
            slow = issue_one(document)
        except CredentialError as error:
            yield error
            continue
        if not looked:
            lane, looked = lane_of(slow, fields), True
        yield slow


def _lane(
    signer: Signer, suite: Cryptosuite | str | None, policy: Policy, made: SignedCredential, fields: list[Leaf]
) -> "_Lane | None":
    """The fast way for badges like `made`, where there is a safe one."""
    chosen = suite_for(signer.kind, suite)
    if not isinstance(chosen, WholeDocument) or HASH[signer.kind] != "sha256":
        return None
    if any(leaf.path in _ISSUER for leaf in fields):
        return None
    document = {name: value for name, value in made.document.items() if name != "proof"}
    read = read_json(written(document))
    parts = parts_of_read(read)
    kind, free = kind_of(document) or "", [leaf.index for leaf in fields]
    form = FORMS.holding(read, parts, kind, issuing=True)
    places = {place: 2 * number + 1 for number, place in enumerate(free)}
    plan = None if parts is None else PLANS.bound(parts, places, 2 * len(free) + 1)
    if parts is None or form is None or plan is None or not form.free.issuperset(free):
        return None
    options = {name: value for name, value in made.document["proof"].items() if name != "proofValue"}
    return _Lane(
        signer=signer,
        suite=chosen,
        policy=policy,
        kind=kind,
        document=read,
        slots=tuple((at(read, leaf.path[:-1]), leaf.path[-1]) for leaf in fields),
        outside=_outside(len(fields)),
        form=form.bound(parts, places),
        plan=plan,
        configuration=PLANS.canonical(proof_configuration(document, options)).digest,
        text=_text(parts, options).bound(parts, places | {len(parts): 2 * len(free) + 1}),
    )


@dataclass(frozen=True, slots=True)
class _Lane:
    """Everything that is the same for all: `text` of the signed badge with gaps, `form` and `plan` for what differs,
    the hash of the `configuration` of the proof. `document` is the badge of the last row, with `slots` to put the
    next row's values in, for rules that look at several members."""

    signer: Signer
    suite: WholeDocument
    policy: Policy
    kind: str
    document: dict[str, Any]
    slots: tuple[tuple[Any, str | int], ...]
    outside: str
    form: Form
    plan: BoundPlan
    configuration: bytes
    text: Line

    def made(self, row: Sequence[Any]) -> SignedCredential | None:
        """The signed badge for a row, or None when this way is not sure of it."""
        parts = _parts(row)
        if parts is None or parts.outside != self.outside:
            return None
        for (place, name), value in zip(self.slots, row, strict=True):
            place[name] = value
        if not self.form.holds(self.document, parts) or value_errors(self.document, self.kind, policy=self.policy):
            return None
        canonical = self.plan.text(parts, self.document)
        if canonical is None:
            return None
        hashes = self.configuration + sha256(canonical.encode()).digest()
        data = self.text.filled([*parts, self.suite.value(hashes, self.signer)]).encode()
        return SignedCredential(data) if len(data) <= MAX_CREDENTIAL_BYTES else None


def _parts(row: Sequence[Any]) -> Parts | None:
    """The parts of the JSON text of a row; texts that no UTF-8 can hold have none."""
    try:
        text = compact(list(row))
        text.encode()
    except (TypeError, ValueError, RecursionError):
        return None
    return split(text)


def _outside(number: int) -> str:
    """What stands outside the strings in a row of so many texts."""
    parts = _parts([""] * number)
    return "" if parts is None else parts.outside


def _text(parts: Parts, options: Mapping[str, Any]) -> Line:
    """The text of the signed badge, with a gap for every string and one, after all parts, for the proof value."""
    proof = written({**options, "proofValue": ""}).removesuffix('"}')
    ends = [*parts[:-1:2], f'{parts[-1].removesuffix("}")},"proof":{proof}', "}}"]
    texts = [ends[0], *(f'"{text}' for text in ends[1:])]
    return Line(tuple(f'{text}"' for text in texts[:-2]) + tuple(texts[-2:]), tuple(range(1, len(parts) + 1, 2)))
