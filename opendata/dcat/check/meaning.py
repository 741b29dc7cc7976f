"""What values mean: texts, dates, coordinates, formats and licences that are well formed and yet cannot be right."""

import re
from collections import Counter
from collections.abc import Iterator

from rdflib import Literal
from rdflib.term import Node

from opendata.dcat import renamed, vocabularies
from opendata.dcat.check.subject import Subject
from opendata.dcat.profile import PATTERNS, Range
from opendata.model.report import Finding

_MOST_WORDS = 10
"""Words in a title, DIGG's recommendation 1."""
_ONE_PER_LANGUAGE = frozenset({"title", "description", "name"})
_MEDIA_TYPES = frozenset(
    {"application", "audio", "chemical", "font", "haptics", "image", "message", "model", "multipart", "text", "video"}
)
_IANA = "https://www.iana.org/assignments/media-types/"
_CREATIVE_COMMONS = re.compile(r"https?://(www\.)?creativecommons\.(org|se|net)", re.IGNORECASE)
_NOT_OPEN = re.compile(r"-(nc|nd)(-sa)?/|[-_]N[CD][-_]|/licensecategories/", re.IGNORECASE)
_API_DESCRIPTION = re.compile(r"openapi|swagger|\.(json|ya?ml)$|getcapabilities", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SWEDEN = (10.0, 55.0, 25.0, 69.5)
"""West, south, east, north in degrees, with the sea."""
_HEX_DIGITS = {"sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128, "md5": 32}


def check_texts(subject: Subject) -> Iterator[Finding]:
    for row in subject.rows.values():
        texts = subject.literals(row.name) if row.range is Range.TEXT else []
        languages = Counter(text.language for text in texts if text.language)
        if row.obligation == "mandatory" and languages and "sv" not in {one[:2] for one in languages}:
            yield subject.finding("text_without_swedish", row.name, severity="warning", value=texts[0])
        if row.name in _ONE_PER_LANGUAGE:
            for language, count in sorted(languages.items()):
                if count > 1:
                    yield subject.finding("text_twice", row.name, severity="warning", language=language)


def check_words(subject: Subject) -> Iterator[Finding]:
    if subject.kind in ("Dataset", "DatasetSeries"):
        for title in subject.literals("title"):
            if len(title.split()) > _MOST_WORDS:
                facts = {"words": len(title.split())}
                yield subject.finding("title_long", "title", severity="warning", value=title, **facts)
        for keyword in subject.literals("keyword"):
            if re.search(r"[,;]", keyword):
                yield subject.finding("keyword_list", "keyword", severity="warning", value=keyword)


def check_dates(subject: Subject) -> Iterator[Finding]:
    for name in ("issued", "modified"):
        for value in subject.literals(name):
            if _day(value) > subject.context.today.isoformat()[: len(_day(value))]:
                yield subject.finding("date_ahead", name, severity="warning", value=value)
    for name, first, code, fact in (
        ("modified", "issued", "modified_before_issued", "issued"),
        ("end_date", "start_date", "period_reversed", "start"),
    ):
        for earlier, later in zip(subject.literals(first), subject.literals(name), strict=False):
            shortest = min(len(_day(earlier)), len(_day(later)))
            if _day(later)[:shortest] < _day(earlier)[:shortest]:
                yield subject.finding(code, name, severity="warning", value=later, **{fact: str(earlier)})


def _day(value: Literal) -> str:
    """As much of 2026-01-31 as is known; nothing for what is no date."""
    found = re.match(r"\d{4}(-\d\d(-\d\d)?)?", value)
    return found[0] if found else ""


def check_geometry(subject: Subject) -> Iterator[Finding]:
    for row in subject.rows.values():
        for value in subject.literals(row.name) if row.range is Range.WKT else []:
            if not PATTERNS[Range.WKT].fullmatch(value):
                continue
            numbers = [float(number) for number in _NUMBER.findall(value)]
            points = list(zip(numbers[::2], numbers[1::2], strict=False))
            if points and not all(_is_in_sweden(*point) for point in points):
                swapped = all(_is_in_sweden(second, first) for first, second in points)
                code = "coordinates_swapped" if swapped else "coordinates_outside_sweden"
                yield subject.finding(code, row.name, severity="warning", value=value)
            if row.name == "bbox" and not (len(points) == 5 and points[0] == points[-1]):
                yield subject.finding("rectangle_unclosed", row.name, severity="warning", value=value)


def _is_in_sweden(longitude: float, latitude: float) -> bool:
    west, south, east, north = _SWEDEN
    return west <= longitude <= east and south <= latitude <= north


def check_formats(subject: Subject) -> Iterator[Finding]:
    if "format" not in subject.rows:
        return
    formats, media_types = subject.values("format"), subject.iris("media_type")
    for value in formats:
        top = str(value).partition("/")[0].lower()
        if isinstance(value, Literal) and "/" in value and top not in _MEDIA_TYPES:
            yield subject.finding("media_type_unknown", "format", severity="warning", value=value)
    for value in media_types:
        if not value.startswith(_IANA):
            yield subject.finding("media_type_unknown", "media_type", severity="warning", value=value)
        elif formats and not any(_agrees(one, value) for one in formats):
            facts = {"format": str(formats[0])}
            yield subject.finding(
                "media_type_contradicts_format", "media_type", severity="warning", value=value, **facts
            )


def _agrees(format: Node, media_type: str) -> bool:  # noqa: A002
    """Whether both name one format; text/csv+zip is zip to IANA, and of unknown ones nothing can be said."""
    plain = media_type.removeprefix(_IANA)
    if isinstance(format, Literal):
        return str(format).partition(";")[0].strip() == plain or str(format).endswith("+zip") or "/" not in format
    known = [one for one in vocabularies.vocabulary("media-type").values() if one.file_type == str(format)]
    return not known or plain in {one.media_type for one in known}


def check_licences(subject: Subject) -> Iterator[Finding]:
    """Licences that look like one of the list, and those that don't make open data."""
    if "license" not in subject.rows or subject.kind == "Catalog":
        return
    for value in subject.iris("license"):
        known = vocabularies.find("licence", value)
        if _NOT_OPEN.search(value):
            yield subject.finding("licence_not_open", "license", severity="warning", value=value)
        elif known is None and _CREATIVE_COMMONS.match(value) and renamed.nearest("licence", value) is None:
            yield subject.finding("licence_unknown", "license", severity="warning", value=value)


def check_addresses(subject: Subject) -> Iterator[Finding]:
    downloads = subject.values("download_url") if subject.kind == "Distribution" else []
    if len(downloads) > 1:
        # The profile allows it, but only the first is looked at; a series is the way, DIGG's recommendation 19.
        yield subject.finding("property_too_many", "download_url", severity="warning", at_most=1, count=len(downloads))
    for value in subject.iris("conforms_to") if subject.kind == "Dataset" else []:
        if _API_DESCRIPTION.search(value):
            yield subject.finding("api_description_misplaced", "conforms_to", severity="warning", value=value)


def check_checksum(subject: Subject) -> Iterator[Finding]:
    if subject.kind == "Checksum":
        for algorithm in subject.iris("algorithm"):
            wanted = _HEX_DIGITS.get(algorithm.rpartition("_")[2].lower())
            for digits in subject.literals("checksum_value"):
                if wanted and len(digits) != wanted:
                    facts = {"algorithm": algorithm.rpartition("_")[2]}
                    yield subject.finding(
                        "checksum_length", "checksum_value", severity="warning", value=digits, **facts
                    )
