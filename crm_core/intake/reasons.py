"""Why a row was rejected: codes as kept in the database, and the sentence that each stands for."""

from crm_core.errors import UserError
from crm_core.locale import _

SENTENCES = {
    "missing_value": _("{column} is empty; without it the row cannot be used."),
    "unreadable_date": _("“{value}” in {column} cannot be read as a date."),
    "unreadable_number": _("“{value}” in {column} cannot be read as a number."),
    "date_in_future": _("{value} in {column} lies after the day of the import."),
    "date_before_1990": _("{value} in {column} lies before 1990."),
    "other_currency": _("{value} is not the currency that was chosen for this file."),
    "unreadable_currency": _("“{value}” in {column} is no currency that we know."),
    "no_rate": _("No exchange rate for {value} is known on or before that day."),
    "rate_not_positive": _("{value} in {column} is no exchange rate; it must be more than 0."),
    "out_of_scale": _("{value} in {column} lies outside the scale of the survey."),
    "nobody": _("“{value}” in {column} identifies no customer."),
    "forgotten": _("The customer was forgotten on request; what the row says is not kept."),
    "shortened_key": _("“{value}” in {column} was shortened by a spreadsheet. Export that column as text."),
    "too_few_fields": _("The line has fewer fields than the header."),
    "too_many_fields": _("The line has more fields than the header; a delimiter in a value needs quotes around it."),
    "broken_quotes": _("The quotes in this line do not close properly."),
    "bad_encoding": _("The line has bytes that are no characters in the encoding of the file."),
    "line_too_long": _("The line is too long."),
}

# What DuckDB's reader calls the lines that it cannot cut into fields.
READER_ERRORS = {
    "MISSING COLUMNS": "too_few_fields",
    "TOO MANY COLUMNS": "too_many_fields",
    "UNQUOTED VALUE": "broken_quotes",
    "INVALID STATE": "broken_quotes",
    "INVALID ENCODING": "bad_encoding",
    "INVALID UNICODE": "bad_encoding",
    "LINE SIZE OVER MAXIMUM": "line_too_long",
}


def sentence(reason: str, column: str | None, value: str | None) -> UserError:
    """The reason as a sentence that can be said in any language (UserError.say)."""
    return UserError(SENTENCES[reason], column=column or "", value=value or "")
