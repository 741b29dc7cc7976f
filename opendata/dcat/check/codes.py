"""Every code that a check gives, with the facts that it carries.

`class` is a name from profile.CLASSES, `subject` the IRI of what is described, `property` a short IRI such as
dcterms:title, `label` its name in sv and en. `value` on the finding is the value that is wrong, `instead` what to
write.
"""

from collections.abc import Mapping

_WHERE = ("class", "subject")
_WHAT = (*_WHERE, "property", "label")

FINDINGS: Mapping[str, tuple[str, ...]] = {
    # Each property by its row
    "blank_node": _WHERE,
    "subject_iri_broken": _WHERE,
    "property_missing": _WHAT,
    "property_recommended": _WHAT,
    "property_too_many": (*_WHAT, "at_most", "count"),
    "property_untagged": _WHAT,
    "property_wrong_kind": (*_WHAT, "range"),
    "property_unmatched": (*_WHAT, "pattern"),
    "property_iri_broken": _WHAT,
    "property_not_in_vocabulary": (*_WHAT, "vocabulary"),
    "property_outdated": (*_WHAT, "instead"),
    "property_misspelt": (*_WHAT, "instead"),
    "property_renamed": (*_WHAT, "instead"),
    "property_unknown": (*_WHERE, "property"),
    "catalog_record": _WHERE,
    # What a value means
    "text_without_swedish": _WHAT,
    "text_twice": (*_WHAT, "language"),
    "title_long": (*_WHAT, "words"),
    "keyword_list": _WHAT,
    "date_ahead": _WHAT,
    "modified_before_issued": (*_WHAT, "issued"),
    "period_reversed": (*_WHAT, "start"),
    "coordinates_swapped": _WHAT,
    "coordinates_outside_sweden": _WHAT,
    "rectangle_unclosed": _WHAT,
    "media_type_unknown": _WHAT,
    "media_type_contradicts_format": (*_WHAT, "format"),
    "licence_unknown": _WHAT,
    "licence_not_open": _WHAT,
    "api_description_misplaced": _WHAT,
    "checksum_length": (*_WHAT, "algorithm"),
    "publisher_iri": _WHERE,
    # How things hang together
    "link_undescribed": (*_WHAT, "node"),
    "link_other_thing": (*_WHAT, "node", "other"),
    "type_missing": (*_WHAT, "node", "type"),
    "class_twice": (*_WHERE, "other"),
    "contact_is_publisher": _WHERE,
    "identifier_taken": (*_WHAT, "other"),
    "distribution_missing": _WHERE,
    "not_linked": (*_WHERE, "property"),
    "series_in_series": _WHERE,
    "series_empty": _WHERE,
    "series_large": (*_WHERE, "count", "at_most"),
    "series_differs": _WHAT,
    "catalog_depth": _WHERE,
    # High-value datasets, Regulation (EU) 2023/138
    "hvd_without_api": _WHERE,
    "hvd_without_distribution": _WHERE,
    "hvd_top_missing": (*_WHAT, "instead"),
    "hvd_only_distribution": _WHERE,
    # Anybody's SHACL
    "shape_violated": (*_WHERE, "property", "message"),
}
