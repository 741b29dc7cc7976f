"""What a row of the table says, and how a row is written down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Final, Literal

Obligation = Literal["mandatory", "recommended", "optional"]
# The same content by the Swedish rules (DCAT-AP-SE) or by the European ones (DCAT-AP), which contradict each other.
Flavour = Literal["se", "eu"]
FLAVOURS: tuple[Flavour, ...] = ("se", "eu")


class Range(Enum):
    """What a value is, in the graph; in brackets what the writer takes."""

    TEXT = "text with a language {'sv': ..., 'en': ...}, or with a list of texts per language"
    LITERAL = "plain text"
    MEDIA_TYPE = "plain text type/subtype, or a code from the vocabulary"
    FILE_TYPE = "an IRI of the EU list of file types (as MEDIA_TYPE); left out where that list has none"
    DATE = "xsd:date, xsd:dateTime or xsd:gYear (date, datetime, int)"
    DECIMAL = "xsd:decimal"
    NON_NEGATIVE_INTEGER = "xsd:nonNegativeInteger"
    DURATION = "xsd:duration (text such as P1Y)"
    WKT = "geosparql:wktLiteral, longitude before latitude"
    HEX = "xsd:hexBinary"
    IRI = "any IRI; with a vocabulary, one of its codes too"
    URL = "an http or https address"
    EMAIL = "a mailto: IRI (a bare address will do)"
    TELEPHONE = "a tel: IRI (a bare number will do)"
    CONCEPT = "an IRI from the vocabulary, and no other (a code will do)"
    NODE = "a small thing that belongs to its subject (an IRI, its values, or both)"
    ENTITY = "a thing with a description of its own (an IRI, or an IRI with its values)"


DATATYPES: Mapping[Range, tuple[str, ...]] = {
    Range.LITERAL: ("xsd:string",),
    Range.MEDIA_TYPE: ("xsd:string",),
    Range.DATE: ("xsd:date", "xsd:dateTime", "xsd:gYear"),
    Range.DECIMAL: ("xsd:decimal",),
    Range.NON_NEGATIVE_INTEGER: ("xsd:nonNegativeInteger",),
    Range.DURATION: ("xsd:duration",),
    Range.WKT: ("geosparql:wktLiteral",),
    Range.HEX: ("xsd:hexBinary",),
}

PATTERNS: Mapping[Range, re.Pattern[str]] = {
    Range.MEDIA_TYPE: re.compile(r"\w+/[-.\w]+(\+[-.\w]+)?"),
    Range.DURATION: re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    Range.WKT: re.compile(r"(MULTI)?(POINT|LINESTRING|POLYGON)\s*\([-+\d.eE,\s()]+\)"),
    Range.HEX: re.compile(r"([0-9a-fA-F]{2})+"),
    Range.URL: re.compile(r"https?://.+"),
    Range.EMAIL: re.compile(r"mailto:[^@]+@[^@]+"),
    Range.TELEPHONE: re.compile(r"tel:\+?[0-9().-]+"),
}


@dataclass(frozen=True)
class Rule:
    """What a profile asks of a property: how much it is wanted, at most how many (None: any number), and what it is.

    `node` is the class in CLASSES that describes the values; `carries` the name of the property there that a plain text
    goes in. `vocabulary` is a name in `vocabularies.NAMES`. `pattern` is what a value has to match in full, besides
    what its range asks for.
    """

    obligation: Obligation
    at_most: int | None
    range: Range
    vocabulary: str | None = None
    node: str | None = None
    carries: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True)
class Property(Rule):
    """One row: the rule of DCAT-AP-SE, and in `eu` that of DCAT-AP, None where it is not in that profile.

    `only`: the one profile that has the property; "dcat" when neither has, and it is from DCAT 3 itself.
    `with_top`: the topmost concept goes along, for the national portal's facet knows no other.
    """

    name: str
    iri: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    eu: Rule | None
    only: Literal["se", "eu", "dcat"] | None = None
    with_top: bool = False

    def by(self, flavour: Flavour) -> "Property":
        """This row with the rule that the flavour goes by."""
        return self if flavour == "se" or self.eu is None else replace(self, **vars(self.eu))

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What a value has to match in full: the row's own pattern and its range's."""
        own = (re.compile(self.pattern),) if self.pattern else ()
        return own + ((PATTERNS[self.range],) if self.range in PATTERNS else ())

    def but(
        self,
        obligation: Obligation | None = None,
        *,
        at_most: int | Literal["same"] | None = "same",
        eu: "European" = "same",
        sv: tuple[str, str] | None = None,
        en: tuple[str, str] | None = None,
    ) -> "Property":
        """The same property as another class has it. As in `row`, the European rule is the Swedish one unless told."""
        rule = Rule(
            obligation or self.obligation,
            self.at_most if at_most == "same" else at_most,
            *(self.range, self.vocabulary, self.node, self.carries, self.pattern),
        )
        words = {"sv": sv or (self.label["sv"], self.help["sv"]), "en": en or (self.label["en"], self.help["en"])}
        return replace(
            self,
            **vars(rule),
            label={language: label for language, (label, _) in words.items()},
            help={language: text for language, (_, text) in words.items()},
            eu=_european(rule, eu),
            only="se" if eu is None else None,
        )


# How DCAT-AP differs: not at all, how much and at most how many, wholly, or the property is not there.
European = Literal["same"] | tuple[Obligation, int | None] | Rule | None


def row(
    iri: str,
    obligation: Obligation,
    at_most: int | None,
    kind: Range,
    vocabulary: str | None = None,
    *,
    sv: tuple[str, str],
    en: tuple[str, str],
    eu: European = "same",
    only: Literal["eu", "dcat"] | None = None,
    name: str | None = None,
    node: str | None = None,
    pattern: str | None = None,
    with_top: bool = False,
) -> Property:
    """A row; `sv` and `en` are the label and the help. Its name is DCAT's own in snake_case unless told otherwise."""
    rule = Rule(obligation, at_most, kind, vocabulary, node, None, pattern)
    return Property(
        **vars(rule),
        name=name or _snake(iri.partition(":")[2]),
        iri=iri,
        label={"sv": sv[0], "en": en[0]},
        help={"sv": sv[1], "en": en[1]},
        eu=None if only == "dcat" else _european(rule, eu),
        only="se" if eu is None else only,
        with_top=with_top,
    )


def _european(rule: Rule, eu: European) -> Rule | None:
    if eu is None or isinstance(eu, Rule):
        return eu
    if eu == "same":
        return rule
    obligation, at_most = eu
    return replace(rule, obligation=obligation, at_most=at_most)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.replace("-", "_")).lower()


M: Final[Obligation] = "mandatory"
R: Final[Obligation] = "recommended"
O: Final[Obligation] = "optional"  # noqa: E741, M R O N as in the tables of the profile itself
N = None

TEXT, LITERAL, MEDIA_TYPE, DATE, DURATION = Range.TEXT, Range.LITERAL, Range.MEDIA_TYPE, Range.DATE, Range.DURATION
DECIMAL, INTEGER, WKT, HEX = Range.DECIMAL, Range.NON_NEGATIVE_INTEGER, Range.WKT, Range.HEX
IRI, URL, EMAIL, TELEPHONE = Range.IRI, Range.URL, Range.EMAIL, Range.TELEPHONE
CONCEPT, NODE, ENTITY, FILE_TYPE = Range.CONCEPT, Range.NODE, Range.ENTITY, Range.FILE_TYPE
WEB = r"https?://.+"
