"""From files under way to a shop that shows them: check (nothing is kept), load (all or nothing), the receipts."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import duckdb
import streamlit as st

from crm_core import audit, building, intake
from crm_core import settings as settings_module
from crm_core.audit import Actor
from crm_core.database import transaction
from crm_core.errors import Question, UserError
from crm_core.intake import Plan, Receipt, Reject
from crm_core.locale import _, translator
from pages.parts import jobs, shops, store, trail, upload, words
from pages.parts.inert import inert
from pages.parts.plan_card import is_ready
from pages.parts.receipt import REJECTS_SHOWN, receipt_card
from pages.parts.said import said
from pages.parts.upload import Upload
from pages.parts.visitors import visitor
from pages.parts.words import t, tn

SLOT = "import"
PART_OF_READING = 0.6  # of a load's time; the rest is the build
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """One file after a check. rejects: the first of them; packed_csv: all, packed, because there can be a million."""

    receipt: Receipt
    rejects: tuple[Reject, ...]
    packed_csv: bytes

    def rejects_csv(self) -> bytes:
        """All rejected rows as a CSV file."""
        return zlib.decompress(self.packed_csv)


@dataclass(frozen=True)
class Checked:
    """What a check of these plans found; it holds for them only."""

    plans: tuple[Plan, ...]
    outcomes: tuple[Outcome, ...]


class _TakenBack(Exception):
    """Ends a transaction whose work is not to be kept."""


def actions() -> None:
    """The way from the files to the shop: what is wrong, Check, the receipts to be, Load."""
    plans = tuple(each.plan for each in upload.uploads() if each.plan is not None)
    if not plans:
        return
    if error := st.session_state.get("import_error"):
        st.error(inert(error), icon=":material/error:")
    ready = all(is_ready(each) for each in upload.uploads() if each.plan is not None)
    checked = st.session_state.get("checked")
    if checked is None or checked.plans != plans:
        _offer_check(plans, ready)
        return
    st.markdown(f"##### {t('What will become of the rows')}")
    with st.grid(2, min_column_width=330):
        for outcome in checked.outcomes:
            receipt_card(outcome.receipt, outcome.rejects, outcome.rejects_csv, "check")
    _offer_load(plans)


def _offer_check(plans: tuple[Plan, ...], ready: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = st.button(
            t("Check"), type="primary", icon=":material/fact_check:", disabled=not ready, key="check",
        )  # fmt: skip
        about = t("Shows what would become of each row. Nothing is written.")
        st.caption(about if ready else t("Answer what is open above first."), width="content")
    if clicked:
        _start(partial(_check, store.root("load", "own"), plans, datetime.now(), translator(words.language())))


def _offer_load(plans: tuple[Plan, ...]) -> None:
    first = not shops.has_own_data()
    agreed = not first or st.checkbox(
        t("The demo shop goes and your shop takes its place. You can look at the demo again at any time."), key="agreed"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        many = tn("Load {n} file", "Load {n} files", len(plans))
        if st.button(many, type="primary", icon=":material/upload:", disabled=not agreed, key="load"):
            _start(
                partial(
                    _load, store.root("load", "own"), plans, datetime.now(), shops.fill_history_in_background,
                    tuple(upload.uploads()), trail.by(visitor()),
                )
            )  # fmt: skip
        st.caption(t("All files are loaded together, or none of them."), width="content")


def _start(work: jobs.Work) -> None:
    st.session_state.pop("import_error", None)
    jobs.start(SLOT, _("Waiting for its turn"), work)
    st.rerun()


def _check(
    root: duckdb.DuckDBPyConnection, plans: tuple[Plan, ...], now: datetime, translate: Translate, report: jobs.Report
) -> Checked:
    """Load, look at the receipts, and take everything back."""
    connection = root.cursor()
    outcomes: tuple[Outcome, ...] = ()
    try:
        with transaction(connection):
            receipts = intake.load_files(connection, plans, now, report)
            outcomes = tuple(_outcome(connection, receipt, translate) for receipt in receipts)
            raise _TakenBack
    except _TakenBack:
        return Checked(plans, outcomes)
    finally:
        connection.close()


def _load(
    root: duckdb.DuckDBPyConnection,
    plans: tuple[Plan, ...],
    now: datetime,
    then: Callable[[duckdb.DuckDBPyConnection], None],
    _files: Sequence[Upload],
    by: Actor,
    report: jobs.Report,
) -> tuple[int, ...]:
    """Load and build in one transaction; the import ids. `_files` keeps the copies alive, whoever leaves meanwhile."""
    connection = root.cursor()
    try:
        with transaction(connection):
            receipts = intake.load_files(
                connection, plans, now, lambda share, step: report(PART_OF_READING * share, step)
            )
            audit.note_imports(connection, by, now, [receipt.import_id for receipt in receipts])
            rest = 1 - PART_OF_READING
            building.build_newest(
                connection,
                settings_module.load(connection),
                lambda share: report(PART_OF_READING + rest * share, _("Building the labels")),
            )
    finally:
        connection.close()
    then(root)
    return tuple(receipt.import_id for receipt in receipts)


def _outcome(connection: duckdb.DuckDBPyConnection, receipt: Receipt, translate: Translate) -> Outcome:
    if not receipt.rejected:
        return Outcome(receipt, (), b"")
    rejects = tuple(intake.rejects(connection, receipt.import_id, REJECTS_SHOWN))
    packer = zlib.compressobj(level=1)
    lines = ("\ufeff", *intake.rejects_text(connection, receipt.import_id, translate))
    content = b"".join(packer.compress(part.encode()) for part in lines) + packer.flush()
    return Outcome(receipt, rejects, content)


def settle() -> None:
    """Take up what a check or a load that has ended has brought; before anything is drawn."""
    job = jobs.take(SLOT)
    if job is None:
        return
    if job.error:
        _take_up_error(job.error)
    elif job.failed:
        text = t(
            "Nothing has been loaded, and everything is as it was. The server's log says where it failed (reference "
            "{reference}).",
            reference=job.reference,
        )
        st.session_state["import_error"] = text
    elif isinstance(job.outcome, Checked):
        st.session_state["checked"] = job.outcome
    else:
        upload.put_all_away()
        st.session_state.pop("checked", None)
        st.session_state["loaded"] = job.outcome
        store.show_shop("own")
        st.rerun()


def _take_up_error(error: UserError) -> None:
    """A question goes to the card of its file, anything else above the buttons."""
    st.session_state.pop("checked", None)
    asked = [each for each in upload.uploads() if each.file_name == error.values.get("file_name")]
    if isinstance(error, Question) and asked:
        asked[0].question = error
    else:
        st.session_state["import_error"] = said(error)
