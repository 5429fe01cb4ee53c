"""Finished papers under their own digest, in the media store."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def _place(digest: str) -> str:
    return f"documents/{digest[:2]}/{digest}.pdf"


def put(pdf: bytes) -> str:
    """Keep a paper and return its SHA-256; the same bytes are kept once."""
    digest = hashlib.sha256(pdf).hexdigest()
    if not default_storage.exists(_place(digest)):
        default_storage.save(_place(digest), ContentFile(pdf))
    return digest


def get(digest: str) -> bytes | None:
    """The paper of that digest; None when it is not there or is no longer itself."""
    if not default_storage.exists(_place(digest)):
        return None
    with default_storage.open(_place(digest)) as file:
        pdf = bytes(file.read())
    return pdf if hashlib.sha256(pdf).hexdigest() == digest else None
