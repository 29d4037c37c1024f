"""CSV files into kept rows: look at the file, recognise it, let the plan be changed, load it, keep a receipt."""

from crm_core.intake.inspection import inspect
from crm_core.intake.layouts import Format, formats
from crm_core.intake.loading import Progress, load_files
from crm_core.intake.meanings import meanings
from crm_core.intake.plan import DateStyle, Plan, problems, questions, replaced
from crm_core.intake.receipts import Receipt, receipts
from crm_core.intake.recognition import recognise
from crm_core.intake.rejected import Reject, rejects, rejects_csv
from crm_core.intake.shape import FileShape

__all__ = [
    "DateStyle", "FileShape", "Format", "Plan", "Progress", "Receipt", "Reject", "formats", "inspect", "load_files",
    "meanings", "problems", "questions", "receipts", "recognise", "rejects", "rejects_csv", "replaced",
]  # fmt: skip
