"""Encryption at rest with key rotation, and keyed hashes to find an encrypted value again."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    """`text` under the newest key; the same text gives another result each time."""
    return _fernet(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(text.encode())


def decrypt(token: bytes) -> str:
    """The text of `token`, by whichever listed key made it; InvalidToken if none did."""
    return _fernet(tuple(settings.FIELD_ENCRYPTION_KEYS)).decrypt(bytes(token)).decode()


def keyed_hash(*parts: str) -> str:
    """64 hexadecimal digits (HMAC-SHA256): equal for equal parts, useless without DOCUMENT_HASH_KEY."""
    message = "\x1f".join(parts).encode()
    return hmac.new(settings.DOCUMENT_HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


class EncryptedTextField(models.BinaryField):
    """Text that only this application can read; '' stays '' and NULL stays NULL."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else decrypt(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        encrypted = value if value is None or isinstance(value, bytes) else encrypt(value)
        return super().get_db_prep_value(encrypted, connection, prepared)

    def value_to_string(self, obj):
        return ""  # never serialised in the clear
