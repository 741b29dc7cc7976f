"""what searches are answered from: entries, facets, words, a full-text index; synonyms; short texts of versions

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
SORTED = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SYNONYMS = """
förskola, dagis, daghem, kindergarten
fritidshem, fritids
toalett, wc, wc-stuga, offentlig toalett
avfall, sopor, renhållning
återvinning, källsortering, sopsortering
återvinningscentral, sopstation, soptipp, tipp
soptunna, papperskorg, skräpkorg
badplats, badställe, utomhusbad, beach
simhall, badhus, simbassäng
buss, kollektivtrafik, lokaltrafik, västtrafik
spårvagn, spårväg, tram
hållplats, busshållplats
färja, båtlinje
cykel, bike, bicycle
lånecykel, hyrcykel, styr och ställ, cykelpool
parkering, p-plats, parkeringsplats
handikapp, funktionsnedsättning, rörelsehindrad
invånare, befolkning, folkmängd, population
äldreboende, vård- och omsorgsboende, ålderdomshem, servicehus
hemtjänst, hemhjälp
vårdcentral, hälsocentral
sporthall, idrottshall, gymnastiksal
fotbollsplan, bollplan
lekplats, lekpark, playground
hundrastgård, hundrastplats, hundgård
evenemang, event, kalendarium
inköp, upphandling, leverantörsfaktura, leverantörsreskontra
lön, avlöning
skatt, kommunalskatt
karta, gis, geodata
adress, gatuadress
väg, gata
stadsdel, primärområde, stadsdelsområde
bygglov, byggtillstånd
detaljplan, dp, stadsplan
fastighet, tomt
bostad, lägenhet, hem
arbetslöshet, öppet arbetslösa
brott, kriminalitet
val, röster, valresultat
luftkvalitet, luftförorening, luftföroreningar
koldioxid, co2, växthusgas
el, elektricitet, ström
laddstation, laddstolpe, laddplats, elbilsladdning
snöröjning, plogning, vinterväghållning
halkbekämpning, sandning, saltning
konstverk, skulptur, staty, offentlig konst
kulturarv, fornlämning
restaurang, krog, serveringsställe
livsmedelskontroll, livsmedelsinspektion
synpunkt, felanmälan, klagomål
diarium, ärende, handling
"""
"""To begin with; administrators change the list."""


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dataset_id", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("facets", JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("title_order", SORTED, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name="fk_search_entry_dataset_id_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_search_entry"),
        sa.UniqueConstraint("dataset_id", name="uq_search_entry_dataset_id"),
    )
    for name in ("edition", "changed_at", "title_order", "length"):
        op.create_index(f"ix_search_entry_{name}", "search_entry", [name])
    op.create_table(
        "search_facet",
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("chunk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", "chunk", name="pk_search_facet"),
    )
    op.create_table(
        "search_word",
        sa.Column("token", SORTED, nullable=False),
        sa.Column("backwards", SORTED, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_search_word"),
    )
    op.create_index("ix_search_word_backwards", "search_word", ["backwards"])
    synonym = op.create_table(
        "synonym",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_synonym"),
    )
    op.bulk_insert(
        synonym,
        [
            {"id": f"{number:016x}", "position": number, "words": line.split(", ")}
            for number, line in enumerate(SYNONYMS.split("\n"))
            if line
        ],
    )
    _create_index()
    with op.batch_alter_table("dataset") as batch:
        batch.drop_column("search_text")
    with op.batch_alter_table("version") as batch:
        batch.add_column(sa.Column("texts", JSON, nullable=True))


def _create_index() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE search_text (number INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX search_text_words ON search_text USING gin (words)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_text USING fts5(title, keywords, description, data, "
            "tokenize = 'unicode61 remove_diacritics 0', detail = column, columnsize = 0)"
        )


def downgrade() -> None:
    with op.batch_alter_table("version") as batch:
        batch.drop_column("texts")
    with op.batch_alter_table("dataset") as batch:
        batch.add_column(sa.Column("search_text", sa.String(), nullable=False, server_default=""))
    for table in ("search_text", "synonym", "search_word", "search_facet", "search_entry"):
        op.drop_table(table)
