"""A client key that is encrypted is opened with the vault's passphrase, for every connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_world import SUBJECTS, Subject, World
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from robots.casework.words import State
from robots.county.sources import secrets_wanted
from robots.transport.errors import CertificateUnreadable

PASSPHRASE = "a passphrase of the vault"


def encrypted(key: Path, folder: Path) -> Path:
    file = folder / "encrypted-key.pem"
    file.write_bytes(
        load_pem_private_key(key.read_bytes(), None).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
    )
    return file


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_an_encrypted_key_needs_the_vaults_passphrase(
    world: World, tmp_path: Path, subject: Subject
) -> None:
    usual = getattr(world.settings.interfaces, subject.standin).connection
    key = encrypted(usual.client_key, tmp_path)
    with pytest.raises(CertificateUnreadable):
        subject.ask(world, client_key=key)
    world.key_passphrase = PASSPHRASE
    assert subject.ask(world, client_key=key).state is State.FOUND


def test_the_vault_must_hold_what_opens_an_encrypted_key(world: World, tmp_path: Path) -> None:
    register = world.settings.interfaces.incomes_register
    key = encrypted(register.connection.client_key, tmp_path)
    with_it = register.model_copy(
        update={"connection": register.connection.model_copy(update={"client_key": key})}
    )
    interfaces = world.settings.interfaces.model_copy(update={"incomes_register": with_it})
    changed = world.settings.model_copy(update={"interfaces": interfaces})
    assert secrets_wanted(changed)["client_keys"] == ("incomes_register",)
    assert "client_keys" not in secrets_wanted(world.settings)
