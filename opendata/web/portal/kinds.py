"""What kinds of findings are called above a report: a few words each. The sentence is in `locale`, for each finding."""

from flask_babel import gettext as _


def kind_names() -> dict[str, str]:
    """By code. Every other code is of a file that can't be read at all."""
    return {**_of_rows(), **_of_columns(), **_of_values(), **_of_people()}


def _of_rows() -> dict[str, str]:
    return {
        "missing_cell": _("Too few cells in the row"),
        "extra_cell": _("Too many cells in the row"),
        "blank_row": _("Empty row"),
        "no_rows": _("No rows"),
        "stray_quote": _("A stray quotation mark"),
        "unescaped_quote": _("A quotation mark within a value"),
        "other_quote": _("Other quotation marks in the row"),
        "other_delimiter": _("Another separator in the row"),
        "totals_row": _("A row with totals"),
        "primary_key": _("A key is repeated or missing"),
        "foreign_key": _("A reference leads nowhere"),
        "unique_error": _("A value is repeated"),
    }


def _of_columns() -> dict[str, str]:
    return {
        "blank_label": _("Column without a title"),
        "duplicate_label": _("The same title twice"),
        "missing_label": _("A column is missing"),
        "extra_label": _("A column too many"),
        "incorrect_label": _("Another title than expected"),
        "unmatched_header": _("Other titles than expected"),
        "specification_column_missing": _("A column of the specification is missing"),
        "specification_recognised": _("Looks like a specification"),
        "mostly_empty": _("Nearly empty column"),
        "column_constant": _("The same value throughout"),
        "month_name": _("Months as words"),
        "day_or_month": _("Dates with two meanings"),
        "dates_mixed": _("Dates written in several ways"),
        "decimals_mixed": _("Decimal commas and points mixed"),
        "units_mixed": _("Units mixed"),
        "serial_date": _("Dates as numbers"),
        "thousands_unclear": _("Thousands or decimals"),
        "published_as_it_is": _("Published as it is"),
    }


def _of_values() -> dict[str, str]:
    return {
        "type_error": _("Wrong type of value"),
        "constraint_error": _("A rule is broken"),
        "scientific_notation": _("Shortened numbers"),
        "code_too_short": _("Codes without their zeros"),
        "outlier": _("Unusual numbers"),
        "date_in_future": _("Dates in the future"),
        "category_spelling": _("Several spellings"),
        "garbled_text": _("Garbled letters"),
        "outside_sweden": _("Points outside Sweden"),
        "places_swapped": _("Latitude and longitude swapped"),
        "points_alike": _("The same point many times"),
        "formula_error": _("Formulas that fail"),
        "geometry_broken": _("Broken geometry"),
    }


def _of_people() -> dict[str, str]:
    return {
        "personal_identity_number": _("Personal identity numbers"),
        "personal_coordination_number": _("Co-ordination numbers"),
        "personal_sole_trader": _("Sole traders"),
        "personal_email": _("E-mail addresses"),
        "personal_phone": _("Telephone numbers"),
        "personal_name_address": _("Names and addresses"),
        "personal_column": _("Columns about people"),
    }
