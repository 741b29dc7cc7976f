"""Text files such as administrations and researchers publish, made up, with the rows that they are meant to give."""

from collections.abc import Callable, Iterator

Rows = list[list[str]]
Made = tuple[bytes, Rows]
WOODS = ["Oak", "Elm", "Ash", "Fir", "Yew", "Bay", "Fig", "Box"]
MAKERS: list[Callable[[], Made]] = []


def fixture(make: Callable[[], Made]) -> Callable[[], Made]:
    MAKERS.append(make)
    return make


def files() -> Iterator[tuple[str, bytes, Rows]]:
    for make in MAKERS:
        yield make.__name__, *make()


def line(cells: list[str], delimiter: str = ",") -> str:
    return delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells)


def text(rows: Rows, delimiter: str = ",", end: str = "\r\n") -> bytes:
    return "".join(line(row, delimiter) + end for row in rows).encode()


def spend(rows: int = 40) -> Rows:
    """Payments over a threshold, as British authorities list them."""
    head = [
        "Department family",
        "Entity",
        "Date",
        "Expense type",
        "Expense area",
        "Supplier",
        "Transaction no",
        "Amount",
    ]
    body = [
        ["Department of Roads", "Roads", f"{n % 28 + 1:02}/04/2013", ["Rent", "Rates", "IT, hardware"][n % 3],
         f"Estates {n % 4}", f"Supplier {n * 7 % 11} Ltd", str(500100 + n), f"{n * 391 % 9000 + 500}.{n % 10}0"]
        for n in range(rows)
    ]  # fmt: skip
    return [head, *body]


def small(rows: int = 12) -> Rows:
    return [
        ["Area", "Code", "2011", "2012"],
        *[[f"Ward {chr(65 + n)}", f"E0500{n:04}", str(n * 31 + 5), str(n * 29 + 8)] for n in range(rows)],
    ]


def matrix(rows: int, columns: int) -> Rows:
    return [[f"{(row * 17 + column * 31) % 97 / 7:.4f}" for column in range(columns)] for row in range(rows)]


def numbered(columns: int) -> list[str]:
    return [f"col_{n}" for n in range(columns)]


@fixture
def regular() -> Made:
    return text(spend()), spend()


@fixture
def trailing_commas_and_blank_rows() -> Made:
    rows = spend()
    loose = [row + [""] * 4 for row in rows] + [[""] * 12] * 15
    return text(loose), rows


@fixture
def title_above() -> Made:
    rows = spend()
    return text([["Payments over 500 pounds, April 2013"], [], *rows]), rows


@fixture
def title_above_with_commas() -> Made:
    rows = spend()
    return text([["Spend over 25,000 in April"] + [""] * 7, ["Published 31/05/2013"] + [""] * 7, [""] * 8, *rows]), rows


@fixture
def title_right_above() -> Made:
    rows = small()
    return text([["Table 3: Claimants by ward", "", "", ""], *rows]), rows


@fixture
def notes_below() -> Made:
    rows = small()
    return text([*rows, [], ["Source: Office for statistics"], ["Note: figures for 2012, 2013 are provisional"]]), rows


@fixture
def notes_right_below() -> Made:
    rows = spend()
    return text([*rows, ["* Includes VAT"] + [""] * 7, ["Contact: open@example.gov.uk"] + [""] * 7]), rows


@fixture
def titles_and_notes() -> Made:
    rows = small()
    above = [["Claimants", "", "", ""], ["By ward, 2011 and 2012", "", "", ""], ["", "", "", ""]]
    below = [
        ["", "", "", ""],
        ["Notes", "", "", ""],
        ["1. Rounded to the nearest 5.", "", "", ""],
        ["2. See guidance.", "", "", ""],
    ]
    return text([*above, *rows, *below]), rows


@fixture
def merged_groups() -> Made:
    body = [[f"Region {n}", str(n * 3), str(n * 4), str(n * 5), str(n * 6)] for n in range(1, 15)]
    above = [["", "Males", "", "Females", ""], ["Region", "2010", "2011", "2010", "2011"]]
    return text([*above, *body]), [["Region", "Males 2010", "Males 2011", "Females 2010", "Females 2011"], *body]


@fixture
def units_row() -> Made:
    body = [[f"S{n:02}", f"{n * 1.5:.2f}", f"{n * 0.3:.2f}", f"{20 + n * 0.1:.1f}"] for n in range(1, 30)]
    head = [["Sample", "Depth", "Mass", "Temp"], ["", "(m)", "(kg)", "(C)"]]
    return text([*head, *body]), [["Sample", "Depth (m)", "Mass (kg)", "Temp (C)"], *body]


@fixture
def no_header_matrix() -> Made:
    rows = matrix(50, 6)
    return text(rows), [numbered(6), *rows]


@fixture
def no_header_one_column() -> Made:
    rows = matrix(80, 1)
    return text(rows), [numbered(1), *rows]


@fixture
def no_header_mixed() -> Made:
    rows = spend()[1:]
    return text(rows), [numbered(8), *rows]


@fixture
def no_header_texts_and_numbers() -> Made:
    rows = [[f"gene{n:03}", ["up", "down"][n % 2], str(n * 13 % 71), f"{n / 7:.3f}"] for n in range(60)]
    return text(rows), [numbered(4), *rows]


@fixture
def no_header_two_columns() -> Made:
    rows = [[f"{n * 0.5:.1f}", f"{n * n * 0.01:.5e}"] for n in range(1, 90)]
    return text(rows), [numbered(2), *rows]


@fixture
def no_header_tabs() -> Made:
    rows = matrix(40, 12)
    return text(rows, "\t", "\n"), [numbered(12), *rows]


@fixture
def index_without_title() -> Made:
    rows = [["", "height", "width"], *[[str(n), f"{n * 1.1:.1f}", f"{n * 2.2:.1f}"] for n in range(30)]]
    return text(rows), rows


@fixture
def semicolons_with_decimal_commas() -> Made:
    rows = [["Probe", "x", "y"], *[[f"P{n}", f"{n},5", f"{n * 2},25"] for n in range(25)]]
    return "".join(";".join(row) + "\r\n" for row in rows).encode("windows-1252"), rows


@fixture
def aligned_with_spaces() -> Made:
    rows = matrix(30, 4)
    body = "".join("  " + "   ".join(cell.rjust(9) for cell in row) + "\n" for row in rows)
    return ("      time      speed       load      force\n" + body).encode(), [
        ["time", "speed", "load", "force"],
        *rows,
    ]


@fixture
def metadata_above() -> Made:
    head = ["Time", "Voltage", "Current"]
    body = [[f"{n * 0.1:.1f}", f"{n * 0.7:.3f}", f"{n * 0.02:.4f}"] for n in range(1, 60)]
    above = "Instrument: Meter 3000\nOperator: A. N. Other\nDate: 2019-03-04\nSample rate: 10 Hz\n\n"
    return above.encode() + text([head, *body]), [head, *body]


@fixture
def metadata_pairs_above() -> Made:
    head = ["Wavelength", "Absorbance", "Reference", "Corrected"]
    body = [[str(400 + n), f"{n / 90:.4f}", f"{n / 900:.4f}", f"{n / 100:.4f}"] for n in range(1, 50)]
    above = [["Instrument", "UV-2600"], ["Serial", "A1234"], ["Date", "2018-05-06"], ["Slit width", "2.0"]]
    return text([*above, [], head, *body]), [head, *body]


@fixture
def metadata_pairs_filled_up() -> Made:
    head = ["Point", "X", "Y", "Z", "Error"]
    body = [[str(n), f"{n * 1.5:.2f}", f"{n * 2.5:.2f}", f"{n * 3.5:.2f}", f"0.{n:03}"] for n in range(1, 40)]
    above = [["File", "scan.csv", "", "", ""], ["Version", "2.1", "", "", ""], ["", "", "", "", ""]]
    return text([*above, head, *body]), [head, *body]


@fixture
def comments_above() -> Made:
    rows = [["station", "date", "level"], *[[f"st{n % 3}", f"2020-01-{n + 1:02}", f"{n / 3:.2f}"] for n in range(28)]]
    return b"# Water levels\n# Units: m, above datum\n#\n" + text(rows, end="\n"), rows


@fixture
def header_in_comment() -> Made:
    body = matrix(40, 3)
    return b"# Simulation 12\n# x y z\n" + text(body, " ", "\n"), [["x", "y", "z"], *body]


@fixture
def blank_columns_between() -> Made:
    rows = small()
    return text([[row[0], "", *row[1:], "", ""] for row in rows]), rows


@fixture
def blank_first_column() -> Made:
    rows = small()
    return text([["", *row] for row in rows]), rows


@fixture
def blank_rows_between() -> Made:
    rows = small()
    loose = [row for n, data in enumerate(rows) for row in ([data, []] if n % 4 == 0 else [data])]
    return text(loose), rows


@fixture
def all_texts() -> Made:
    rows = [
        ["Name", "Address", "Town"],
        *[[f"The {w} School", f"{w} Street", f"{w}ton"] for w in WOODS],
    ]
    return text(rows), rows


@fixture
def two_columns_of_text() -> Made:
    rows = [["Ward", "Councillor"], *[[f"{w} Ward", f"Cllr {w} Brown"] for w in WOODS]]
    return text(rows), rows


@fixture
def second_table_below() -> Made:
    rows, other = small(), [["Year", "Total"], ["2011", "800"], ["2012", "790"]]
    return text([*rows, [], *other]), rows


@fixture
def years_across() -> Made:
    years = [str(year) for year in range(2001, 2013)]
    rows = [
        ["LA code", "Name", *years],
        *[[f"00{n:02}", f"Borough {n}", *[str((n * 7 + k) * 13) for k in range(12)]] for n in range(1, 30)],
    ]
    return text(rows), rows


@fixture
def years_across_without_title() -> Made:
    years = [str(year) for year in range(2001, 2009)]
    rows = [["", *years], *[[f"Borough {n}", *[str((n * 7 + k) * 13) for k in range(8)]] for n in range(1, 30)]]
    return text(rows), rows


@fixture
def suppressed_values() -> Made:
    rows = small()
    rows[1][2] = rows[1][3] = "*"
    rows[2][2] = "-"
    return text(rows), rows


@fixture
def multiline_titles() -> Made:
    rows = [["Name of\nschool", "Pupils\n(2012)", "Open"], *[[f"School {n}", str(n * 30), "Yes"] for n in range(12)]]
    body = b'"Name of\nschool","Pupils\n(2012)",Open\r\n' + text(rows[1:])
    return body, rows


@fixture
def short_rows() -> Made:
    rows = spend()
    cut = [row if n % 5 else row[:6] for n, row in enumerate(rows)]
    return text([rows[0], *cut[1:]]), [rows[0], *[row + [""] * (8 - len(row)) for row in cut[1:]]]


@fixture
def header_only_file() -> Made:
    return text(spend()[:1]), spend()[:1]


@fixture
def totals_at_the_end() -> Made:
    rows = [*small(), ["Total", "", "2000", "1999"]]
    return text(rows), rows


@fixture
def survey_answers() -> Made:
    rows = [
        ["ID", "Q1", "Q2", "Q3", "Comment"],
        *[
            [str(n), str(n % 5 + 1), str(n % 3 + 1), str(n % 4 + 1), ["", "Fine, thanks", "No"][n % 3]]
            for n in range(1, 60)
        ],
    ]
    return text(rows), rows


@fixture
def codes_and_labels() -> Made:
    rows = [["code", "label"], *[[f"A{n:02}", f"Activity number {n}"] for n in range(20)]]
    return text(rows, ";", "\n"), rows


@fixture
def one_column_of_names() -> Made:
    rows = [["Organisation"], *[[f"{w} Council"] for w in ["Oak", "Elm", "Ash", "Fir", "Yew", "Bay", "Fig", "Box"]]]
    return text(rows), rows


@fixture
def tab_separated() -> Made:
    rows = spend()
    return text(rows, "\t"), rows


@fixture
def pipes() -> Made:
    rows = spend()
    return text(rows, "|", "\n"), rows


@fixture
def rows_named_as_r_writes() -> Made:
    body = [[f"g{n}", f"{n * 0.3:.2f}", f"{n * 0.7:.2f}"] for n in range(1, 25)]
    return text([["control", "treated"], *body]), [["", "control", "treated"], *body]


@fixture
def section_rows() -> Made:
    rows = [["Service", "Budget", "Spend", "Left"]]
    for part in ("Housing", "Roads"):
        rows += [
            [part, "", "", ""],
            *[[f"{part} item {n}", str(n * 100), str(n * 90), str(n * 10)] for n in range(1, 7)],
        ]
    return text(rows), rows


@fixture
def opening_times() -> Made:
    rows = [
        ["Place", "Mon", "Tue", "Phone", "Web"],
        *[
            [f"Library {n}", "09:00 - 17:00", "10:00 - 18:00", f"01234 5678{n:02}", f"http://www.example.org/l{n}"]
            for n in range(12)
        ],
    ]
    return text(rows), rows


@fixture
def timestamps_logged() -> Made:
    rows = [
        ["Timestamp", "PM10", "PM2.5"],
        *[[f"2019-05-{n % 28 + 1:02} {n % 24:02}:00:00", str(n % 40), str(n % 25)] for n in range(90)],
    ]
    return text(rows, end="\n"), rows


@fixture
def pound_signs_in_latin_1() -> Made:
    rows = [["Supplier", "Amount (£)"], *[[f"Café {n}", f"£{n * 10}.50"] for n in range(1, 30)]]
    return "".join(line(row) + "\r\n" for row in rows).encode("iso-8859-1"), rows


@fixture
def centred_title_above() -> Made:
    rows = small()
    return text([["", "", "Population by ward", ""], ["", "", "", ""], *rows]), rows


@fixture
def date_line_above_header() -> Made:
    rows = spend()
    return text([["Report run:", "01/05/2013"] + [""] * 6, *rows]), rows
