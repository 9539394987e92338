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


def token_hash(purpose: str, token: str) -> str:
    """What the database keeps. The purpose is in it, so a link that proves an address never signs anybody in."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()
