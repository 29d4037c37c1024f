"""What was understood of a file, each guess with an example, and everything about it changeable before it is loaded."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import streamlit as st

from crm_core import input_words, intake
from crm_core.errors import Question, UserError
from crm_core.intake.vocabulary import DATE_ORDERS
from crm_core.intake.vocabulary import words as known_words
from crm_core.locale import _
from crm_core.plan_examples import Reading, date_choices, decimal_choices, names_currency
from crm_core.schema import INPUT_TABLES
from pages.parts import upload as uploading
from pages.parts import words
from pages.parts.guard import guard
from pages.parts.inert import inert
from pages.parts.plan_notes import plan_notes
from pages.parts.said import said
from pages.parts.upload import Upload
from pages.parts.words import t, tn

NAME_LENGTH, VALUE_LENGTH, EXAMPLES = 60, 32, 3
SHOWN_AT_ONCE = 12
MEGABYTE = 1_000_000
DELIMITERS = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
ENCODINGS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030 / GBK", "big5": "Big5", "shift_jis": "Shift-JIS",
    "cp1252": "Windows-1252",
}  # fmt: skip
DATE_NAMES = {"ymd": _("Year first"), "dmy": _("Day first"), "mdy": _("Month first")}
MARK_NAMES = {".": _("Point"), ",": _("Comma")}
FIELDS = {"--date-order": "date_order", "--decimal": "decimal", "--currency": "currency"}


def plan_card(upload: Upload) -> None:
    """A card for one file."""
    with st.container(border=True, gap="small", key=f"file_{upload.id}"):
        _head(upload)
        if upload.error or upload.plan is None:
            st.error(inert(said(upload.error)) if upload.error else "", icon=":material/error:")
            return
        plan = upload.plan
        problems = intake.problems(plan)
        for problem in problems:
            if not isinstance(problem, Question):
                st.warning(inert(said(problem)), icon=":material/warning:")
        for question in _questions(upload, problems):
            _ask(upload, question)
        _controls(upload, plan)
        for note in plan_notes(plan):
            st.caption(f":material/info: {note}")
        _columns(upload, plan)


def is_ready(upload: Upload) -> bool:
    """Whether nothing keeps the file from being read."""
    return upload.plan is not None and upload.question is None and not intake.problems(upload.plan)


def _questions(upload: Upload, problems: list[UserError]) -> list[Question]:
    found = [problem for problem in problems if isinstance(problem, Question)]
    return [*found, upload.question] if upload.question else found


def _head(upload: Upload) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"##### :material/description: {inert(_cut(upload.file_name, NAME_LENGTH))}")
            if upload.plan:
                st.caption(inert(_understood(upload.plan)))
        st.button(
            t("Put away"), icon=":material/close:", type="tertiary", key=f"put_away_{upload.id}",
            on_click=uploading.put_away, args=(upload,),
        )  # fmt: skip


def _understood(plan: intake.Plan) -> str:
    shape = plan.shape
    parts = [
        _size(shape.size_bytes),
        shape.encoding.upper().removesuffix("-SIG") + (" · gzip" if shape.compressed else ""),
        t("columns separated by {delimiter}", delimiter=t(DELIMITERS.get(shape.delimiter, shape.delimiter))),
        t("header in line {n}", n=words.count(shape.header_line)),
    ]
    return " · ".join(parts)


def _size(size_bytes: int) -> str:
    if size_bytes < MEGABYTE / 10:
        return t("{size} KB", size=words.decimal(size_bytes / 1000, 1))
    return t("{size} MB", size=words.decimal(size_bytes / MEGABYTE, 1))


def _ask(upload: Upload, question: Question) -> None:
    """What the file leaves open, with what each answer would mean."""
    assert upload.plan is not None
    field = FIELDS[question.option]
    names = {choice: inert(name) for choice, name in _choice_names(upload.plan, field, question.choices).items()}
    with st.container(border=True, gap="xsmall", key=f"ask_{field}_{upload.id}"):
        st.markdown(f":orange[:material/help:] {inert(said(question))}")
        st.segmented_control(
            t("Your answer"), question.choices, format_func=names.__getitem__,
            key=f"answer_{field}_{upload.id}", label_visibility="collapsed",
            on_change=_changer(upload, field, f"answer_{field}_{upload.id}"),
        )  # fmt: skip


def _choice_names(plan: intake.Plan, field: str, choices: tuple[str, ...]) -> dict[str, str]:
    if field == "date_order":
        read = date_choices(plan, choices)
        return {each: _with_example(t(DATE_NAMES[each]), read[each]) for each in choices}
    if field == "decimal":
        read = decimal_choices(plan, choices)
        return {each: _with_example(t(MARK_NAMES[each]), read[each]) for each in choices}
    return {each: each for each in choices}


def _with_example(name: str, reading: Reading) -> str:
    if not reading.written:
        return name
    written, read = _cut(reading.written, VALUE_LENGTH), _value(reading)
    return t("{choice}: {written} → {read}", choice=name, written=written, read=read)


def _controls(upload: Upload, plan: intake.Plan) -> None:
    """What the file is and how it writes dates, numbers and money."""
    with st.grid("auto", min_column_width=180):
        _select(
            upload,
            "table",
            t("What it holds"),
            tuple(INPUT_TABLES),
            plan.table,
            lambda name: t(input_words.TABLES[name]),
        )
        _select(upload, "format", t("Layout"), _formats(plan), plan.format, _format_name)
        names = {code: ENCODINGS.get(code, code.upper()) for code in (plan.shape.encoding, *ENCODINGS)}
        _select(upload, "encoding", t("Encoding"), tuple(names), plan.shape.encoding, names.__getitem__)
        orders = {style.order for style in plan.dates.values()}
        if orders and None not in orders:
            names = _choice_names(plan, "date_order", DATE_ORDERS)
            _select(upload, "date_order", t("Dates"), DATE_ORDERS, sorted(orders, key=str)[0], names.__getitem__)
        if plan.decimal and plan.columns_of_type("money", "number"):
            names = _choice_names(plan, "decimal", (".", ","))
            _select(upload, "decimal", t("Decimal mark"), (".", ","), plan.decimal, names.__getitem__)
        if plan.makes_orders:
            codes = ("", *known_words("currencies")["codes"]["known"])
            unsaid = intake.formats()[plan.format].currency or t("Not given")
            silent = t("As the file says") if names_currency(plan) else unsaid
            _select(upload, "currency", t("Currency"), codes, plan.currency or "", lambda code: code or silent)


def _formats(plan: intake.Plan) -> tuple[str, ...]:
    return tuple(name for name, each in intake.formats().items() if each.table == plan.table)


def _format_name(name: str) -> str:
    layout = intake.formats()[name]
    return t("Any, by the names of its columns") if layout.generic else layout.label


def _select(
    upload: Upload, field: str, title: str, options: tuple[str, ...], value: str | None, name: Callable[[str], str]
) -> None:
    names = {option: name(option) for option in options}
    key = f"{field}_{upload.id}"
    st.session_state[key] = value
    st.selectbox(title, options, format_func=names.__getitem__, key=key, on_change=_changer(upload, field, key))


def _changer(upload: Upload, field: str, key: str) -> Callable[[], None]:
    def change() -> None:
        with guard():
            if (value := st.session_state[key]) is not None:
                upload.change(**{field: value})

    return change


def _columns(upload: Upload, plan: intake.Plan) -> None:
    """Which column is what: those in use first at hand, the others one click away."""
    shape = plan.shape
    used = [column for column in shape.columns if column in plan.mapping]
    others = [column for column in shape.columns if column not in plan.mapping]
    st.caption(t("Which column is what, with the first values; an arrow shows how a value will be read."))
    few = len(shape.columns) <= SHOWN_AT_ONCE
    for column in shape.columns if few else used:
        _column(upload, plan, column)
    if others and not few:
        many = tn("{n} more column, not used", "{n} more columns, not used", len(others))
        if plan.table == "customers":
            many = tn("{n} more column, kept as a tag", "{n} more columns, kept as tags", len(others))
        with st.expander(many):
            for column in others:
                _column(upload, plan, column)


def _column(upload: Upload, plan: intake.Plan, column: str) -> None:
    name, examples, meaning = st.columns([3, 5, 4], vertical_alignment="center", gap="small")
    name.markdown(inert(_cut(column, NAME_LENGTH)))
    examples.caption(_examples(upload, plan, column))
    with meaning:
        place = plan.shape.position(column)
        key = f"meaning_{place}_{upload.id}"
        names = {meaning: _meaning_name(plan.table, meaning) for meaning in ("", *intake.meanings(plan.table))}
        st.session_state[key] = plan.mapping.get(column, "")
        st.selectbox(
            t("Meaning of column {n}", n=words.count(place + 1)), tuple(names),
            format_func=names.__getitem__, key=key, label_visibility="collapsed",
            on_change=_remapper(upload, column, key),
        )  # fmt: skip


def _examples(upload: Upload, plan: intake.Plan, column: str) -> str:
    values = list(dict.fromkeys(plan.shape.values(column)))[:EXAMPLES]
    if not values:
        return t("empty in the first rows")
    shown = [_cut(value, VALUE_LENGTH) for value in values]
    if reading := upload.readings.get(column):
        read = _value(reading)
        shown[0] = shown[0] if read == reading.written else f"{_cut(reading.written, VALUE_LENGTH)} → {read}"
    return inert(" · ".join(shown))


def _meaning_name(table: str, meaning: str) -> str:
    if not meaning:
        return t("kept as a tag") if table == "customers" else t("not used")
    column = intake.meanings(table)[meaning]
    name = t(input_words.title(meaning))
    return t("{name} (needed)", name=name) if column.required else name


def _remapper(upload: Upload, column: str, key: str) -> Callable[[], None]:
    def remap() -> None:
        with guard():
            upload.change(mapping={column: st.session_state[key] or ""})

    return remap


def _value(reading: Reading) -> str:
    """A value as read, in the reader's own way of writing it."""
    value, written = reading.read, reading.written
    if isinstance(value, datetime):
        time = value.strftime(" %H:%M") if (value.hour, value.minute) != (0, 0) else ""
        return words.day(value.date()) + time
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, Decimal):
        places = -int(value.normalize().as_tuple().exponent)
        return words.decimal(value, 0 if places <= 0 and written.isdigit() else max(2, places))
    return t("cannot be read")


def _cut(text: str, length: int) -> str:
    """The text on one line, at most this long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
