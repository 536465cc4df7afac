"""The two addresses of a plan: one to edit it, one to read it. The store keeps hashes of both and neither of them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

BYTES = 16  # 128 bits
LABEL = b"maillage: read address of a plan, 1"  # another label would change every read address given so far
FORM = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
NOBODYS = "0" * 64  # what stands for a text that cannot be a token: no plan has this hash


def edit_token() -> str:
    """A new edit token."""
    return secrets.token_urlsafe(BYTES)


def read_token(edit: str) -> str:
    """The read token of a plan, from its edit token: always the same, and the edit token cannot be found back from it."""
    digest = hmac.new(edit.encode("utf-8", "replace"), LABEL, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:BYTES]).rstrip(b"=").decode()


def hashed(token: str) -> str:
    """What the store keeps of a token. A text of another form than ours is looked up like a wrong one, and costs no more."""
    return hashlib.sha256(token.encode()).hexdigest() if FORM.fullmatch(token) else NOBODYS
