"""CSV files into kept rows: look at the file, recognise it, let the plan be changed, load it, keep a receipt."""

from crm_core.intake.inbox import Arrival, Waiting, arrival, inbox_of, load_what_fits, put_among_loaded, waiting
from crm_core.intake.inspection import inspect
from crm_core.intake.layouts import Format, formats
from crm_core.intake.loading import Progress, is_in_force, load_files
from crm_core.intake.meanings import meanings
from crm_core.intake.memory import recalled
from crm_core.intake.mending import mended_names, rejects_csv, rejects_text, write_rejects
from crm_core.intake.plan import DateStyle, Plan, problems, questions, replaced
from crm_core.intake.receipts import Receipt, receipts
from crm_core.intake.recognition import recognise
from crm_core.intake.rejected import Reject, rejects
from crm_core.intake.shape import FileShape
from crm_core.intake.unpacking import Packed, unpacked

__all__ = [
    "Arrival", "DateStyle", "FileShape", "Format", "Packed", "Plan", "Progress", "Receipt", "Reject", "Waiting",
    "arrival", "formats", "inbox_of", "inspect", "is_in_force", "load_files", "load_what_fits", "meanings",
    "mended_names", "problems", "put_among_loaded", "questions", "recalled", "receipts", "recognise", "rejects",
    "rejects_csv", "rejects_text", "replaced", "unpacked", "waiting", "write_rejects",
]  # fmt: skip
