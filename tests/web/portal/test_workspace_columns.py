from werkzeug.datastructures import MultiDict

from opendata.web.portal import columns

SCHEMA = {
    "fields": [
        {"name": "pris", "title": "Pris", "type": "number", "decimalChar": ",", "constraints": {"minLength": 2}},
        {"name": "oppet", "title": "Öppet", "type": "string", "rdfType": "https://example.org/open"},
    ],
    "missingValues": ["", "saknas"],
}


def test_what_the_form_does_not_ask_for_stays() -> None:
    read = columns.read(MultiDict({"c0_type": "number", "c0_decimalChar": ",", "c1_type": "string"}), SCHEMA)
    assert read == SCHEMA


def test_another_type_loses_how_the_old_one_was_written() -> None:
    form = MultiDict({"c0_type": "integer", "c1_type": "boolean", "c1_trueValues": "Ja, JA", "c1_falseValues": "Nej"})
    price, is_open = columns.read(form, SCHEMA)["fields"]
    assert "decimalChar" not in price
    assert (is_open["trueValues"], is_open["falseValues"]) == (["Ja", "JA"], ["Nej"])
    assert is_open["rdfType"] == "https://example.org/open"


def test_a_column_that_becomes_text_has_no_symbols_units_or_periods_left() -> None:
    number = {"type": "number", "bareNumber": False, "unit": "kg", "missingValues": ["", ".."]}
    week = {"type": "string", "period": "week"}
    fields = [{"name": name, "title": name, **one} for name, one in (("a", number), ("b", number), ("c", week))]
    form = MultiDict({"c0_type": "string", "c1_type": "integer", "c2_type": "date"})
    text, integer, day = columns.read(form, {"fields": fields})["fields"]
    assert not {"bareNumber", "unit", "missingValues"} & text.keys()
    assert (integer["unit"], integer["bareNumber"], integer["missingValues"]) == ("kg", False, ["", ".."])
    assert "period" not in day


def test_limits_are_numbers_where_the_type_is() -> None:
    form = MultiDict({"c0_type": "number", "c0_minimum": "0,5", "c0_maximum": "10", "c1_type": "date"})
    form |= {"c1_minimum": "2020-01-01", "c0_enum": "1\n2,5\n\n"}
    price, day = columns.read(form, SCHEMA)["fields"]
    assert price["constraints"] == {"minLength": 2, "minimum": 0.5, "maximum": 10, "enum": [1, 2.5]}
    assert day["constraints"] == {"minimum": "2020-01-01"}


def test_a_rule_that_is_taken_away_is_gone() -> None:
    ruled = columns.read(MultiDict({"c0_type": "number", "c0_required": "1", "c0_pattern": "[0-9]+"}), SCHEMA)
    assert ruled["fields"][0]["constraints"] == {"minLength": 2, "required": True, "pattern": "[0-9]+"}
    assert columns.read(MultiDict({"c0_type": "number"}), ruled)["fields"][0]["constraints"] == {"minLength": 2}
