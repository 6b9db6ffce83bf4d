"""What the queue's database holds of a workflow, encrypted: inputs, results, messages.

They are names of cases, sources, states and reasons, never personal data; encrypted they are all
the same, since whoever runs a shared database need not see which client waits for what. In the
clear stay what the queue is searched by: a workflow's id, which holds a case's id, and its times.

AES-256-GCM with a fresh nonce each (NIST SP 800-38D), under the vault's key ``queue``. Each text
names its key, so that rows of a key that has been replaced can still be read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from dbos._serialization import Serializer  # DBOS hands on no public name for it

from robots.casework.errors import CannotStart

_NONCE_BYTES: Final = 12


class QueueKeyWrong(CannotStart):
    """The vault's key is not the one that the queue's database was written with."""

    code = "queue_key_wrong"


class EncryptedJson(Serializer):
    """JSON under the first of the keys; the others were in use before."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_name_of(key): AESGCM(key) for key in reversed(keys)}
        self._first = _name_of(keys[0])

    def serialize(self, data: Any) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        plain = json.dumps(data, default=_kind_of_exception).encode()
        closed = self._ciphers[self._first].encrypt(nonce, plain, self._first.encode())
        return f"{self._first}:{base64.b64encode(nonce + closed).decode()}"

    def deserialize(self, serialized_data: str) -> Any:
        """The data again.

        Raises:
            QueueKeyWrong: it was written with a key that is not among the vault's, or was changed.
        """
        name, _, text = serialized_data.partition(":")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise QueueKeyWrong()
        try:
            closed = base64.b64decode(text, validate=True)
            nonce, closed = closed[:_NONCE_BYTES], closed[_NONCE_BYTES:]
            return json.loads(cipher.decrypt(nonce, closed, name.encode()))
        except (InvalidTag, binascii.Error, ValueError):
            raise QueueKeyWrong() from None

    def is_of_first_key(self, serialized_data: str) -> bool:
        """Whether it need not be written anew after the key was replaced."""
        return serialized_data.startswith(f"{self._first}:")

    def name(self) -> str:
        return "encrypted_json"


def _name_of(key: bytes) -> str:
    """The key's name, from which nobody can tell the key."""
    return hashlib.sha256(b"name of a queue key:" + key).hexdigest()[:12]


def _kind_of_exception(other: object) -> str:
    """DBOS stores a workflow's exception too: by its kind alone, without its message."""
    if isinstance(other, BaseException):
        return type(other).__name__
    raise TypeError(f"a step gave a {type(other).__name__}, which is no plain data")
