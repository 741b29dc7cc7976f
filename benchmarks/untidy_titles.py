"""More made-up files, of which the titles are hard to tell: numbers and dates as titles, lines above that are as wide
as the table, pages, units."""

from collections.abc import Callable

from untidy import WOODS, Made, Rows, fixture, text

ACROSS = {
    "school_years": ["2018/19", "2019/20", "2020/21", "2021/22"],
    "days": ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"],
    "months": ["2024-01", "2024-02", "2024-03", "2024-04"],
    "named_months": ["jan-24", "feb-24", "mar-24", "apr-24"],
    "quarters": ["2023K1", "2023K2", "2023K3", "2023K4"],
    "hours": ["00:00", "01:00", "02:00", "03:00"],
    "ages": ["0-4", "5-9", "10-14", "15-19"],
    "wavelengths": ["400.5", "401.0", "401.5", "402.0"],
    "numbers": ["1", "2", "3", "4"],
    "sample_numbers": ["1021", "877", "1455", "932"],
}


def measured(columns: int = 4, rows: int = 12) -> Rows:
    return [[f"Site {n}", *[str((n * 37 + k * 71) % 97 + 100) for k in range(columns)]] for n in range(1, rows)]


def _across(name: str, labels: list[str], corner: str, above: Rows) -> None:
    def make() -> Made:
        rows = [[corner, *labels], *([f"ID{n:03}", *row[1:]] for n, row in enumerate(measured()))]
        return text([*above, *rows], ";"), rows

    make.__name__ = f"{name}_across_{'below_a_line' if above else 'named' if corner else 'unnamed'}"
    fixture(make)


for _name, _labels in ACROSS.items():
    _across(_name, _labels, "Code", [])
    if _name != "sample_numbers":
        _across(_name, _labels, "", [])
    _across(_name, _labels, "Code", [["Number of cases, by site"], []])


@fixture
def spectra() -> Made:
    rows = [[f"{350 + n * 1.37:.2f}" for n in range(20)]]
    rows += [[f"{(n * k * 7) % 91 / 91:.4f}" for k in range(20)] for n in range(30)]
    return text(rows), rows


def _pandas(columns: int, index: bool) -> Callable[[], Made]:
    def make() -> Made:
        head = [["", *map(str, range(columns))] if index else [str(n) for n in range(columns)]]
        body = [[f"{n * 0.37 + k:.3f}" for k in range(columns)] for n in range(30)]
        rows = head + [[str(n), *row] if index else row for n, row in enumerate(body)]
        return text(rows), rows

    make.__name__ = f"pandas_{columns}_columns{'_and_index' if index else ''}"
    return make


for _columns in (1, 2, 5):
    fixture(_pandas(_columns, index=True))
fixture(_pandas(2, index=False))

LEDGER = ["Datum", "Leverantör", "Belopp", "Verifikation"]
PAYMENTS = [[f"2013-04-{n + 1:02}", f"Leverantör {n % 5} AB", f"{n * 100},50", str(n + 1000)] for n in range(28)]


@fixture
def a_period_above() -> Made:
    period = ["Från", "2013-04-01", "Till", "2013-04-30"]
    return text([period, [], LEDGER, *PAYMENTS], ";"), [LEDGER, *PAYMENTS]


@fixture
def a_period_right_above() -> Made:
    period = ["Från", "2013-04-01", "Till", "2013-04-30"]
    return text([period, LEDGER, *PAYMENTS], ";"), [LEDGER, *PAYMENTS]


@fixture
def pages() -> Made:
    parts = [[LEDGER, *PAYMENTS[at : at + 10], [f"Sida {at // 10 + 1}"]] for at in range(0, 28, 10)]
    return text([row for part in parts for row in part], ";"), [LEDGER, *PAYMENTS]


@fixture
def sentences_above_divided_at_commas() -> Made:
    rows = [["Area", "2011", "2012", "2013"], *measured(3)]
    above = b"Table 1, Live births, by ward\nSource: Office, 2014, mid-year\nFigures, rounded, to nearest 5\n\n"
    return above + text(rows), rows


@fixture
def a_logger_with_four_rows_above() -> Made:
    head = (
        b'"TOA5","CR1000","CR1000","1234","CR1000.Std.27","CPU:prog.CR1","555","Table1"\n'
        b'"TIMESTAMP","RECORD","BattV","AirT","RH"\n"TS","RN","Volts","Deg C","%"\n"","","Min","Avg","Smp"\n'
    )
    body = [
        [f"2015-06-01 00:{n:02}:00", str(n), f"12.{n % 9}", f"{n / 3:.2f}", f"{50 + n % 7}.1"] for n in range(1, 50)
    ]
    titles = ["TIMESTAMP TS", "RECORD RN", "BattV Volts Min", "AirT Deg C Avg", "RH % Smp"]
    return head + text(body), [titles, *body]


@fixture
def years_above_years_that_are_values() -> Made:
    head = ["Country Name", "Country Code", "Indicator", "1960", "1961", "1962"]
    body = [
        [
            f"{wood}land",
            f"{wood[0]}LX",
            "Population, total",
            *["" if n % 4 == 0 else str(n * 1000 + k) for k in range(3)],
        ]
        for n, wood in enumerate(WOODS)
    ]
    above = b'"Data Source","World indicators",\n\n"Last Updated Date","2021-02-17",\n\n'
    quoted = "".join(",".join(f'"{cell}"' for cell in row) + ",\n" for row in [head, *body])
    return above + quoted.encode(), [head, *body]


@fixture
def one_column_with_a_unit() -> Made:
    head = ["Datum", "Plats", "pH", "Temp"]
    body = [[f"{n % 28 + 1}/{n % 12 + 1} 2023", "Brygga A", f"7,{n % 10}", f"1{n % 10},5"] for n in range(20)]
    above = [["Provtagning"], ["Ansvarig: Miljö"], []]
    return text([*above, head, ["", "", "", "°C"], *body], ";"), [["Datum", "Plats", "pH", "Temp °C"], *body]


@fixture
def pairs_above_two_columns_of_numbers() -> Made:
    body = [[f"{10 + n * 0.02:.2f}", str(100 + n % 17)] for n in range(80)]
    above = b"[Conditions]\nSample,A1\nComment,\nStep size,0.02\nNo. of points,80\n[Points]\n"
    return above + text([["Angle", "Intensity"], *body]), [["Angle", "Intensity"], *body]


@fixture
def two_columns_with_a_space_between() -> Made:
    rows = [["theta", "intensity"], *[[f"{10 + n * 0.02:.2f}", str(100 + n % 17)] for n in range(80)]]
    return text(rows, " ", "\n"), rows


@fixture
def two_columns_below_a_line() -> Made:
    rows = [["Kommun", "Antal"], *[[f"{wood}stad", str(n * 3 % 7)] for n, wood in enumerate(WOODS)]]
    return text([["Antal per kommun"], *rows], ";"), rows


@fixture
def another_table_of_the_same_form() -> Made:
    first, other = measured(2), measured(2)
    rows = [["Kommun", "Ärenden", "Beslut"], *first]
    return text([["Tabell 1"], *rows, [], ["Tabell 2"], ["Kommun", "Antal", "Andel"], *other], ";"), rows


@fixture
def observations_below_tables_about_them() -> Made:
    """As the weather service gives them: four tables below one another, the last is what the file is for."""
    head = ["Datum", "Tid (UTC)", "Lufttemperatur", "Kvalitet"]
    body = [
        [f"1961-{n // 28 + 1:02}-{n % 28 + 1:02}", f"{hour:02}:00:00", f"{n % 19 - 5}.{hour % 10}", "G"]
        for n in range(60)
        for hour in (0, 6, 12, 18)
    ]
    about = [
        [["Stationsnamn", "Klimatnummer", "Mäthöjd (meter över marken)"], ["Göteborg A", "71420", "2.0"]],
        [["Parameternamn", "Beskrivning", "Enhet"], ["Lufttemperatur", "momentanvärde, 1 gång/tim", "degree celsius"]],
        [
            ["Tidsperiod (fr.o.m)", "Tidsperiod (t.o.m)", "Höjd (meter över havet)", "Latitud", "Longitud"],
            ["1961-01-01 00:00:00", "1988-01-01 00:00:00", "20.0", "57.6976", "11.9885"],
            ["1988-01-01 00:00:01", "2023-01-01 12:00:00", "3.0", "57.7157", "11.9925"],
        ],
    ]
    above = [row for part in about for row in [*part, []]]
    return text([*above, head, *body], ";", "\n"), [head, *body]
