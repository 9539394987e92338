"""Signing awards, publishing status lists and settling again what could not be settled.

No transaction is open while a key is used. Each handler may run twice, or die half-way and run again: what
enters a signature was fixed when the award was planned, so the second time gives the same bytes.
Not here: what a badge says (`courses.recognition`), and the signature itself (`credentials`).
"""

import hashlib
from datetime import datetime

from courses.flows.settle import award_earned
from courses.flows.stack import AGAIN, stack_earned
from courses.flows.work_on_batch import work_on_batch
from courses.outbox.services import Claimed
from courses.recognition.models import Award
from courses.recognition.queries.signing import KeyRef, ListJob, SigningJob, list_job, signing_job
from courses.recognition.services.awards import store_signed
from courses.recognition.services.batches import WORK
from courses.recognition.services.status_lists import store_published
from credentials.issuing import SignedCredential, issue
from credentials.report import Verdict
from credentials.signers import Signer
from credentials.status_list import BitstringStatusList, status_list_credential
from credentials.verifying import verify
from lms import clock
from lms.failpoints import hit
from lms.keystore import KeystoreError
from lms.own_documents import own_resolver
from lms.relay import handles
from lms.status_log import StatusLog
from lms.wiring import Wiring

#: How long others may keep a status list, in milliseconds: a revocation is seen everywhere within a minute.
LIST_TTL = 60_000
#: What our own fresh badge may be found to be: a badge can be taken back, or run out, before it is signed.
GOOD = frozenset({Verdict.VALID, Verdict.REVOKED, Verdict.EXPIRED})
_TRIES = 5


class OwnWorkRefused(Exception):
    """A badge we just signed does not verify: it is not stored, and the row is tried again."""


@handles("issue_award")
def issue_award(wiring: Wiring, message: Claimed) -> None:
    """Sign one edition, check the result as a stranger would, and keep it."""
    with wiring.database.reading() as session:
        job = signing_job(session, message.subject_id or 0)
    if job is None:
        return
    status_log_of(wiring).allocated(
        url=job.status_list_url,
        length=job.status_list_length,
        index=job.status_index,
        credential=job.credential_id,
        now=clock.now(),
    )
    if not job.list_published:
        publish(wiring, job.status_list_id)
    hit("issue.before_sign")
    signed = _signed(wiring, job)
    hit("issue.after_sign")
    _verify_own_work(wiring, job, signed)
    with wiring.database.transaction() as session:
        store_signed(
            session,
            edition_id=job.edition_id,
            signing_key_id=job.key.row_id,
            signed=signed.data,
            digest=signed.digest,
            now=clock.now(),
        )
        hit("issue.before_commit")
    hit("issue.after_commit")


@handles("publish_status_list")
def publish_status_list(wiring: Wiring, message: Claimed) -> None:
    """Build a status list from rows, sign it and swap it in whole."""
    publish(wiring, message.subject_id or 0)


@handles(WORK)
def work_on_batch_part(wiring: Wiring, message: Claimed) -> None:
    """The next part of an act on many badges; each part asks for the one after it."""
    with wiring.database.transaction() as session:
        hit("batch.before_part")
        work_on_batch(session, batch_id=message.subject_id or 0, now=clock.now())
        hit("batch.before_commit")


@handles("settle")
def settle_again(wiring: Wiring, message: Claimed) -> None:
    """A badge was earned while its issuer had no key; the relay comes back until it has one."""
    with wiring.database.transaction() as session:
        award_earned(session, participation_id=message.subject_id or 0, now=clock.now())


@handles(AGAIN)
def settle_stack_again(wiring: Wiring, message: Claimed) -> None:
    """The same for a stacked badge."""
    with wiring.database.transaction() as session:
        award = session.get(Award, message.subject_id or 0)
        if award is not None and award.revoked_at is None:
            stack_earned(session, award=award, recipient=None, now=clock.now())


def status_log_of(wiring: Wiring) -> StatusLog:
    return StatusLog(wiring.settings.instance_dir / "status-log")


def publish(wiring: Wiring, status_list_id: int) -> None:
    """The same as the handler, for who cannot wait for it."""
    log = status_log_of(wiring)
    for _ in range(_TRIES):
        with wiring.database.reading() as session:
            job = list_job(session, status_list_id)
        log.revoked(url=job.url, length=job.length, indexes=job.revoked)
        log.restored(url=job.url, length=job.length, indexes=job.restored)
        now = clock.now()
        hit("publish.before_sign")
        signed, key_row = _signed_list(wiring, job, now)
        hit("publish.after_sign")
        version, digest = job.version + 1, hashlib.sha256(signed).hexdigest()
        log.published(url=job.url, length=job.length, version=version, digest=digest, now=now)
        with wiring.database.transaction() as session:
            swapped = store_published(
                session,
                status_list_id=status_list_id,
                was_version=job.version,
                signed=signed,
                signing_key_id=key_row,
                now=now,
            )
            hit("publish.before_commit")
        hit("publish.after_commit")
        if swapped:
            return
    raise RuntimeError("the status list changes faster than it can be published")


def _signer(wiring: Wiring, key: KeyRef) -> Signer:
    status_log_of(wiring).used_key(
        key_id=key.key_id, cryptosuite=key.cryptosuite, public=key.public_multikey, now=clock.now()
    )
    return wiring.keystore.signer(key_id=key.key_id, issuer=key.issuer, wrapped=key.wrapped)


def _signed(wiring: Wiring, job: SigningJob) -> SignedCredential:
    return issue(job.credential, _signer(wiring, job.key), created=job.created, policy=job.policy)


def _signed_list(wiring: Wiring, job: ListJob, now: datetime) -> tuple[bytes, int]:
    if job.key is None:
        raise KeystoreError(f"{job.issuer} has no active key to sign its status list with")
    bits = BitstringStatusList(job.length)
    for index, _at in job.revoked:
        bits.set(index, True)
    unsigned = status_list_credential(
        url=job.url, issuer_id=job.issuer, purpose="revocation", bits=bits, valid_from=now, ttl=LIST_TTL
    )
    return issue(unsigned, _signer(wiring, job.key), created=now).data, job.key.row_id


def _verify_own_work(wiring: Wiring, job: SigningJob, signed: SignedCredential) -> None:
    """With our own documents only, as they stand in the database now."""
    resolve = own_resolver(wiring.database)
    report = verify(signed.data, resolve=resolve, now=max(clock.now(), job.created))
    if report.verdict not in GOOD:
        raise OwnWorkRefused(f"{report.verdict}: " + "; ".join(check.reason for check in report.checks))
