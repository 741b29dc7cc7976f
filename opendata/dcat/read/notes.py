"""What a reader says of what it did not take as it stood: codes and their facts, as in `check.codes`."""

from collections.abc import Mapping

_WHERE = ("class", "subject")
_WHAT = (*_WHERE, "property", "label")

FINDINGS: Mapping[str, tuple[str, ...]] = {
    "read_as": (*_WHAT, "instead"),
    "language_assumed": (*_WHAT, "language"),
    "property_read_as": (*_WHERE, "property", "instead"),
    "type_assumed": _WHERE,
    "address_given": _WHERE,
    "distribution_split": _WHERE,
    "contact_separated": _WHERE,
    "licence_moved": _WHERE,
}
