"""brook: messages that several programs append to one file and read back."""

from brook.errors import BrookError, DamagedPool, InvalidName, NoSuchMessage, RemoteRefused
from brook.message import Message
from brook.pool import Pool
from brook.remote import RemotePool

__version__ = "0.1.0"

__all__ = [
    "BrookError",
    "DamagedPool",
    "InvalidName",
    "Message",
    "NoSuchMessage",
    "Pool",
    "RemotePool",
    "RemoteRefused",
    "__version__",
]
