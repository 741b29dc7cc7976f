"""Finding: the start page, the list of datasets with its facets, and who publishes."""

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from opendata.dcat import FORMATS, canonical, vocabularies
from opendata.errors import Invalid, NotFound
from opendata.model import Dataset
from opendata.model.dataset import ORIGINAL
from opendata.services import catalog, explaining, publishers, scoring, searching
from opendata.services.describing import forms_of
from opendata.services.searching import swedish_order
from opendata.web import context
from opendata.web.catalog import accepted_format, answer, flavour
from opendata.web.language import language
from opendata.web.portal import facets
from opendata.web.portal.pages import here, render, text

door = Blueprint("browse", __name__)

NEWEST = 6
PER_PAGE = 20
SUGGESTED = 6
BADGES = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "parquet": "Parquet", "excel.csv": "CSV"}


@door.get("/")
def home() -> ResponseReturnValue:
    session = context.session()
    newest = searching.search(session, searching.Search(limit=NEWEST))
    return render(
        "browse/home.html",
        newest=newest.datasets,
        facets={one.name: one for one in facets.facets(newest, {})},
        figures=searching.figures(session),
        formats_of=formats_of,
    )


@door.get("/datasets")
def listing() -> ResponseReturnValue:
    wanted, chosen = facets.asked()
    page = page_number()
    wanted = replace(wanted, limit=PER_PAGE, offset=(page - 1) * PER_PAGE, nearly=True)
    session = context.session()
    found = searching.search(session, wanted)
    if found.total and not found.datasets:
        return redirect(here(page=None))
    offered = facets.facets(found, chosen)
    return render(
        "browse/datasets.html",
        found=found,
        wanted=wanted,
        facets=offered,
        chosen=chosen,
        chips=facets.chips(wanted.q, offered, chosen),
        wider=[] if found.total and not found.is_nearly else _wider(wanted, found),
        why=explaining.explain(found, language()),
        page=page,
        pages=-(-found.total // PER_PAGE),
        page_address=lambda page: here(page=page if page > 1 else None),
        feed=here(page=None, sort=None).replace("/datasets", "/datasets.atom", 1),
        formats_of=formats_of,
    )


def _wider(wanted: searching.Search, found: searching.Found) -> list[tuple[str, str, int]]:
    """(what is asked instead, its address, how many there are) of what gives something: the words without the filters,
    what was probably meant, each word alone."""
    session = context.session()
    questions = [wanted.q, found.question.corrected]
    if len(found.question.words) > 1:
        questions += [word.typed for word in found.question.words]
    given = []
    for question in dict.fromkeys(one for one in questions if one):
        total = searching.search(session, searching.Search(q=question, limit=0, facets=())).total
        if total:
            given.append((question, url_for("browse.listing", q=question), total))
    return given


@door.get("/datasets/suggestions")
def suggestions() -> ResponseReturnValue:
    """What the search field offers while somebody types: an answer to put beneath it."""
    typed = request.args.get("q", "")[: facets.LONGEST_QUESTION].strip()
    wanted = searching.Search(q=typed, limit=SUGGESTED, nearly=True, facets=())
    found = searching.search(context.session(), wanted) if typed else searching.Found([], 0)
    response = render("browse/suggestions.html", typed=typed, found=found, why=explaining.explain(found, language()))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@door.get("/publishers")
def everybody() -> ResponseReturnValue:
    counts = searching.counts(context.session(), "publisher")
    known = sorted(publishers.all_publishers(context.session()), key=lambda one: swedish_order(text(one.name)))
    return render("browse/publishers.html", publishers=known, counts=counts)


@door.get("/publisher/<slug>")
@door.get("/publisher/<slug>.<suffix>")
def publisher(slug: str, suffix: str = "") -> ResponseReturnValue:
    found = publishers.find(context.session(), slug)
    form = rdf_format(suffix)
    if form:
        return answer(catalog.publisher_document(context.session(), found, context.addresses(), form, flavour()), form)
    offered = searching.search(
        context.session(), searching.Search(publisher=[slug], sort="title", limit=PER_PAGE, facets=())
    )
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


def page_number() -> int:
    asked = request.args.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 9 else 1
