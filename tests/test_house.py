"""The laws of the house as tests: who may know whom, how long a file may be, what SQL must and must not say."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = ROOT / "crm_core"
SQL_FILES = sorted(CORE.rglob("*.sql"))
FOLDERS = ("crm_core", "hosting", "pages", "tests", "scripts", "benchmarks", "data")
PYTHON_FILES = [
    ROOT / "app.py",
    ROOT / "asgi.py",
    *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
]
LONGEST = 300
CLOCK_OR_CHANCE = re.compile(r"\b(current_date|current_timestamp|now\(\)|today\(\)|random\(\)|uuid\(\))", re.IGNORECASE)


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=short)
def test_core_knows_nothing_of_streamlit_or_pages(path):
    assert not imported(path) & {"streamlit", "pages"}


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=short)
def test_a_page_computes_nothing_and_asks_no_sql_of_its_own(path):
    text = path.read_text("utf-8")
    if path.parent.name != "parts":
        assert not imported(path) & {"plotly", "numpy"}
        assert ".execute(" not in text
    assert not re.search(r"[\"'](select|insert|update|delete) .* (from|into|set) ", text)
    assert "unsafe_allow_html" not in text


@pytest.mark.parametrize("path", [*PYTHON_FILES, *SQL_FILES], ids=short)
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", [p for p in SQL_FILES if p.parent.name not in ("sql",)], ids=short)
def test_sql_says_its_grain_and_reads_no_clock(path):
    text = path.read_text("utf-8")
    assert re.match(r"-- (One|Two|No) rows?\b", text), "the first line says what one row is"
    code = re.sub(r"--.*", "", text)
    assert not CLOCK_OR_CHANCE.search(code)
    assert code == code.lower() or re.search(r"'[^']*[A-Z]", code), "keywords and names are lower case"


@pytest.mark.parametrize("path", sorted((CORE / "sql").rglob("models/**/*.sql")), ids=short)
def test_a_case_never_ends_in_a_label(path):
    for ending in re.findall(r"\belse\s+'([^']+)'", path.read_text("utf-8")):
        # Two-way questions may end in their second answer; a list of labels must end in error().
        assert ending in ("C", "estimated", "zero"), ending


def test_core_reads_no_clock_outside_the_command_line():
    pattern = re.compile(r"datetime\.now|date\.today|time\.time\(|random\.")
    offenders = [short(p) for p in sorted(CORE.rglob("*.py")) if pattern.search(p.read_text("utf-8"))]
    assert offenders == ["crm_core/__main__.py"]


def test_the_models_stand_in_the_order_in_which_they_read_each_other():
    from crm_core.building import STEPS
    from crm_core.labelling import FACT_STEPS, model

    # Views that pages read may look at what the snapshots append to; they are made before it is filled.
    names = [name for kind, name in STEPS if kind == "table"] + [name for _kind, name in FACT_STEPS]
    names += ["cut_offs", "snapshot_rows", "group_rows", "return_rows"]
    for place, name in enumerate(names):
        code = re.sub(r"--.*", "", model(name))
        for later in names[place + 1 :]:
            own = re.search(rf"\b{later} as (materialized )?\(", code)
            assert own or not re.search(rf"\b(from|join) {later}\b", code), f"{name} reads {later}"


def test_nothing_tells_where_it_was_made():
    words = re.compile(r"/work/|/tmp/|/root/|claude|anthropic|openai|\bLLM\b", re.IGNORECASE)
    files = [p for p in ROOT.rglob("*") if p.suffix in (".py", ".sql", ".md", ".toml", ".po", ".txt", ".yml")]
    mine = Path(__file__)
    hits = [short(p) for p in files if ".venv" not in p.parts and p != mine and words.search(p.read_text("utf-8"))]
    assert hits == []
