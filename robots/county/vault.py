"""The county's secrets, through robocorp-vault and nowhere else."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping, Sequence

from robocorp import vault
from robocorp.vault import RobocorpVaultError

from robots.casework.errors import CannotStart
from robots.county.settings import Vault


class SecretMissing(CannotStart):
    """The vault does not open, or lacks secrets or keys of them: all of them at once."""

    code = "secret_missing"

    def __init__(self, *names: str) -> None:
        super().__init__(secrets=", ".join(names))
        self.names = names


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
        raise SecretMissing(*(f"{name}: {key}" for key in keys)) from None
    missing = [f"{name}: {key}" for key in keys if not values.get(key)]
    if missing:
        raise SecretMissing(*missing)
    return {key: str(values[key]) for key in keys}


def require_secrets(wanted: Mapping[str, Sequence[str]]) -> None:
    """See that the vault has everything: secret → its keys.

    Raises:
        SecretMissing: names all that is missing, never a value.
    """
    missing: list[str] = []
    for name, keys in wanted.items():
        try:
            secret(name, *keys)
        except SecretMissing as error:
            missing += error.names
    if missing:
        raise SecretMissing(*missing)


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
        raise SecretMissing(f"keys: {name}_retired") from None
    return tuple(_key(f"{name}_retired", one) for one in str(written).split())


def _key(name: str, written: str) -> bytes:
    try:
        key = base64.b64decode(written, validate=True)
    except binascii.Error:
        raise SecretMissing(f"keys: {name}") from None
    if len(key) != 32:
        raise SecretMissing(f"keys: {name}")
    return key
