"""Personal data as sealed values: readable only while the person's own key exists."""

from shared.sealed.envelope import Sealed
from shared.sealed.errors import Erased, KeyLost, KeyStoreUnavailable, KeyUseNotGranted, SealBroken
from shared.sealed.installation import create_key_store, open_key_store
from shared.sealed.key_rows import Grant
from shared.sealed.key_store import KeyStore

__all__ = [
    "Erased",
    "Grant",
    "KeyLost",
    "KeyStore",
    "KeyStoreUnavailable",
    "KeyUseNotGranted",
    "SealBroken",
    "Sealed",
    "create_key_store",
    "open_key_store",
]
