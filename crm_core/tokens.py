"""Tokens that open something for who holds them: random, and kept as hashes only."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 24  # 192 bits: guessing is hopeless, so the hash needs no salt


def new() -> str:
    """A token for an address or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
