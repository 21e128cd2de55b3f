"""The error tree of Futae: *our* failures, and what a caller did wrong.

Data problems are never errors: they are notices (`terms.notices`). What does not live here: HTTP (`api.problems` maps
this tree to status codes in one dictionary).

    FutaeError
    ├── Refused                  the caller asked for something that may not be done
    │   ├── NotAllowed           no key, or a key without the scope or grant
    │   │   └── KeyUnknown       the key itself is not known
    │   ├── NotThere             no such feed, version, release, collection, item, tile
    │   ├── Gone                 it was there and was taken back
    │   ├── TooLarge             the body is above the limit
    │   ├── Conflict             the state does not permit it (publishing a blocked version)
    │   └── BadRequest           an argument that cannot be read
    ├── BoxError                 a box could not be started or kept
    ├── StoreError               bytes are missing or damaged
    ├── LeaseLost                somebody else holds the lease now; begin again
    ├── NewerDatabase            the database was written by a newer Futae
    └── SettingsError            a setting that cannot be used
"""

from __future__ import annotations


class FutaeError(Exception):
    """Root of all errors raised by Futae's own code."""


class Refused(FutaeError):
    """The caller asked for something that may not be done; the message may be shown to them."""


class NotAllowed(Refused):
    """The key lacks the scope, or the organisation is another."""


class KeyUnknown(NotAllowed):
    """No key was given where one is needed, or nobody knows it."""


class NotThere(Refused):
    """No such thing at this address for this audience."""


class Gone(Refused):
    """It was here and was withdrawn; the message says why."""


class TooLarge(Refused):
    """The body is above the limit."""


class Conflict(Refused):
    """The present state does not permit the request."""


class BadRequest(Refused):
    """An argument that cannot be read."""


class BoxError(FutaeError):
    """A box could not be started or answered nonsense (never: a stranger's file was bad)."""


class BoxLate(BoxError):
    """A box was not ready in time: the machine is too busy; nothing else is known to be wrong."""


class StoreError(FutaeError):
    """Stored bytes are missing or do not match their name."""


class LeaseLost(FutaeError):
    """The lease went to another holder; what was being built must not be published."""


class NewerDatabase(FutaeError):
    """The database was written by a newer Futae; this one must not touch it."""


class SettingsError(FutaeError):
    """A setting that cannot be used."""
