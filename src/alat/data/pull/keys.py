"""Which key opens a publisher's server? The environment's, else the keyring's; it is shown nowhere."""

import os
from importlib import import_module
from types import ModuleType

from pydantic import SecretStr

from alat.errors import BadInput

SERVICE = "alat"


def access_key(variable: str) -> SecretStr | None:
    """Return the key called `variable`, None where there is none.

    Parameters
    ----------
    variable
        The name of the environment variable: ``ALAT_COMTRADE_KEY``. Where it is not set or empty, the system's
        keyring is asked for service ``alat`` and that name, if the extra `keyring` is installed.

    Returns
    -------
    SecretStr
        It prints as asterisks.

    Raises
    ------
    BadInput
        If there is a keyring that cannot be read.
    """
    found = os.environ.get(variable, "").strip()
    if not found:
        found = _from_keyring(variable)
    return SecretStr(found) if found else None


def scrubbed(text: str, key: SecretStr | None) -> str:
    """Return a text without the key, on one line."""
    line = " ".join(text.split())
    return line.replace(key.get_secret_value(), "***") if key else line


def _from_keyring(variable: str) -> str:
    keyring = _keyring()
    if keyring is None:
        return ""
    errors = import_module("keyring.errors")
    try:
        return str(keyring.get_password(SERVICE, variable) or "").strip()
    except errors.NoKeyringError:
        return ""
    except errors.KeyringError:
        # What the keyring says may hold what it keeps.
        raise BadInput(f"the keyring cannot be read; unlock it, or set {variable}") from None


def _keyring() -> ModuleType | None:
    try:
        return import_module("keyring")
    except ModuleNotFoundError:
        return None
