"""Finding: the start page, the list of datasets with its facets, and who publishes."""

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.dcat import FORMATS, canonical, vocabularies
from opendata.errors import Invalid, NotFound
from opendata.model import Dataset
from opendata.model.dataset import ORIGINAL
from opendata.services import catalog, publishers, scoring, searching, specifications
from opendata.services.describing import FORM_NAMES, forms_of
from opendata.services.searching import swedish_order
from opendata.web import context
from opendata.web.catalog import accepted_format, answer, flavour
from opendata.web.portal.pages import concept, here, render, text

door = Blueprint("browse", __name__)

NEWEST = 6
PER_PAGE = 20
SORTS = ("-changed", "title")
LONGEST_QUESTION = 200
BADGES = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "parquet": "Parquet", "excel.csv": "CSV"}


@door.get("/")
def home() -> ResponseReturnValue:
    session = context.session()
    newest = searching.search(session, searching.Search(limit=NEWEST))
    return render(
        "browse/home.html",
        newest=newest.datasets,
        facets=_facets(newest, {}),
        figures=searching.figures(session),
        formats_of=formats_of,
    )


@door.get("/datasets")
def listing() -> ResponseReturnValue:
    chosen = {facet: request.args.getlist(facet) for facet in searching.FACETS}
    chosen["specification"] = [key for asked in chosen["specification"] for key in sorted(specifications.keys(asked))]
    question = request.args.get("q", "")[:LONGEST_QUESTION].strip()
    sort = request.args.get("sort", "")
    page = page_number()
    wanted = searching.Search(
        q=question,
        publisher=chosen["publisher"],
        theme=chosen["theme"],
        format=chosen["format"],
        licence=chosen["licence"],
        specification=chosen["specification"],
        sort=sort if sort in SORTS else SORTS[0],
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )
    found = searching.search(context.session(), wanted)
    if found.total and not found.datasets:
        return redirect(here(page=None))
    facets = _facets(found, chosen)
    return render(
        "browse/datasets.html",
        found=found,
        wanted=wanted,
        facets=facets,
        chosen=chosen,
        chips=_chips(question, facets, chosen),
        page=page,
        pages=-(-found.total // PER_PAGE),
        page_address=lambda page: here(page=page if page > 1 else None),
        formats_of=formats_of,
    )


@door.get("/publishers")
def everybody() -> ResponseReturnValue:
    counts = searching.search(context.session(), searching.Search(limit=0)).facets["publisher"]
    known = sorted(publishers.all_publishers(context.session()), key=lambda one: swedish_order(text(one.name)))
    return render("browse/publishers.html", publishers=known, counts=counts)


@door.get("/publisher/<slug>")
@door.get("/publisher/<slug>.<suffix>")
def publisher(slug: str, suffix: str = "") -> ResponseReturnValue:
    found = publishers.find(context.session(), slug)
    form = rdf_format(suffix)
    if form:
        return answer(catalog.publisher_document(context.session(), found, context.addresses(), form, flavour()), form)
    offered = searching.search(context.session(), searching.Search(publisher=[slug], sort="title", limit=PER_PAGE))
    response = render(
        "browse/publisher.html",
        publisher=found,
        iri=context.addresses().publisher(found),
        offered=offered,
        formats_of=formats_of,
        points=scoring.average(context.session(), found),
    )
    response.headers["Link"] = alternates(context.addresses().publisher_page(found))
    return response


def rdf_format(suffix: str) -> str | None:
    """The RDF format asked for by suffix, else by Accept; None for a page. NotFound for a suffix that means nothing."""
    if not suffix:
        return accepted_format()
    try:
        return canonical(suffix)
    except Invalid:
        raise NotFound("not_found") from None


def alternates(address: str) -> str:
    """A Link header to the RDF of what has its page at this address."""
    return ", ".join(f'<{address}.{suffix}>; rel="alternate"; type="{media}"' for suffix, media in FORMATS.items())


def formats_of(dataset: Dataset) -> list[str]:
    """What the dataset can be had as, each once."""
    forms = [form for file in dataset.published_files for form in forms_of(file) if form != ORIGINAL]
    linked = [_code_of(str(file.link["format"])) for file in dataset.links if file.link and file.link.get("format")]
    return list(dict.fromkeys(BADGES.get(form, form.upper()) for form in (*forms, *linked)))


def _code_of(media_type: str) -> str:
    """The code of a media type in the vocabulary, if it is there."""
    known = vocabularies.vocabulary("media-type").values()
    return next((one.code for one in known if media_type in (one.media_type, one.iri)), media_type)


def _facets(found: searching.Found, chosen: Mapping[str, list[str]]) -> dict[str, list[tuple[str, str, int]]]:
    """facet -> (value, label, how many); what was chosen is there even when nothing has it."""
    names = {one.slug: text(one.name) for one in publishers.all_publishers(context.session())}
    labels: dict[str, Callable[[str], str]] = {
        "publisher": lambda slug: names.get(slug, slug),
        "theme": lambda code: concept("data-theme", code),
        "format": lambda form: text(FORM_NAMES.get(form)) or form,
        "licence": lambda code: concept("licence", code),
        "specification": specification_title,
    }
    return {
        facet: [
            (value, labels[facet](value), count)
            for value, count in {**dict.fromkeys(chosen.get(facet, ()), 0), **counts}.items()
        ]
        for facet, counts in found.facets.items()
    }


def specification_title(key: str) -> str:
    """Of a specification (name/version); an address of another one as it is."""
    found = specifications.known(key)
    return f"{text(found.title)} {found.version}" if found else key


def _chips(
    question: str, facets: Mapping[str, list[tuple[str, str, int]]], chosen: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    """(label, address without it) of all that the list is limited to."""
    chips = [(gettext("“%(words)s”", words=question), here(q=None, page=None))] if question else []
    for facet, options in facets.items():
        for value, label, _count in options:
            if value in chosen[facet]:
                rest = [other for other in chosen[facet] if other != value]
                chips.append((label, here(**{facet: rest, "page": None})))
    return chips


def page_number() -> int:
    asked = request.args.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 9 else 1
