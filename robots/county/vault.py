"""The county's secrets, through robocorp-vault and nowhere else."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping

from robocorp import vault
from robocorp.vault import RobocorpVaultError

from robots.casework.errors import CannotStart
from robots.county.settings import Vault


class SecretMissing(CannotStart):
    """The vault does not open, or lacks a secret or one of its keys."""

    code = "secret_missing"


def use_vault(settings: Vault) -> None:
    """Point robocorp-vault at the county's manager; where the county names none, the machine's own
    environment does (Control Room sets it)."""
    if settings.secret_manager:
        os.environ["RC_VAULT_SECRET_MANAGER"] = settings.secret_manager
    if settings.secrets_file:
        os.environ["RC_VAULT_SECRETS_FILE"] = str(settings.secrets_file)


def secret(name: str, *keys: str) -> Mapping[str, str]:
    """The keys of one secret, as text.

    Raises:
        SecretMissing: names the secret and the key, never a value.
    """
    try:
        values = vault.get_secret(name)
    except (RobocorpVaultError, KeyError, ValueError, OSError):
        raise SecretMissing(secret=name, key="-") from None
    for key in keys:
        if not values.get(key):
            raise SecretMissing(secret=name, key=key)
    return {key: str(values[key]) for key in keys}


def key_from_vault(name: str) -> bytes:
    """One 32-byte key of the secret ``keys``, kept there in base64.

    Raises:
        SecretMissing: it is not there, or is no such key.
    """
    return _key(name, secret("keys", name)[name])


def retired_keys(name: str) -> tuple[bytes, ...]:
    """The keys that were in use before, of ``keys`` under ``NAME_retired``: base64, separated by
    spaces or lines. None where there is no such entry.

    Raises:
        SecretMissing: one of them is no key.
    """
    try:
        written = vault.get_secret("keys").get(f"{name}_retired") or ""
    except (RobocorpVaultError, KeyError, ValueError, OSError):
        raise SecretMissing(secret="keys", key=f"{name}_retired") from None
    return tuple(_key(f"{name}_retired", one) for one in str(written).split())


def _key(name: str, written: str) -> bytes:
    try:
        key = base64.b64decode(written, validate=True)
    except binascii.Error:
        raise SecretMissing(secret="keys", key=name) from None
    if len(key) != 32:
        raise SecretMissing(secret="keys", key=name)
    return key
