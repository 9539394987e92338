"""Tokens of mailed links. Not kept anywhere: made from the secret and a number used once, when needed.

The database holds the hash of a token and the outbox its nonce; neither opens anything without SECRET_KEY.
"""

import base64
import hashlib
import hmac


def sign_in_token(secret: bytes, nonce: str) -> str:
    """The token of the link with this nonce: 32 bytes, safe in an address."""
    digest = hmac.new(secret, b"leerspoor link " + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def agenda_token(secret: bytes, nonce: str) -> str:
    """The token of the agenda with this nonce; another one than a sign-in link of the same nonce would have."""
    return sign_in_token(secret, f"agenda {nonce}")


def token_hash(purpose: str, token: str) -> str:
    """What the database keeps. The purpose is in it, so a link that proves an address never signs anybody in."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()


def reminder_token(secret: bytes, person: str) -> str:
    """What ends this person's reminders without signing in: their public id and our mark on it. It opens nothing."""
    mark = hmac.new(secret, b"leerspoor reminders " + person.encode(), hashlib.sha256).digest()
    return f"{person}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def reminded_person(secret: bytes, token: str) -> str | None:
    """The public id in a token that we made; None for any other."""
    person, _, _mark = token.partition(".")
    return person if hmac.compare_digest(reminder_token(secret, person).encode(), token.encode()) else None
