"""What is installed is what was pinned: one version each, with hashes, and all of it in the documentation."""

import re

from scripts.list_dependencies import BEGIN, DOCUMENT, END, PINNED, ROOT, WANTED, licence_of, normal, pins, uses
from tests.test_house import PYTHON_FILES, imported

# Not imported by us: Streamlit does, for the sign-in.
FOR_STREAMLIT = {"authlib", "httpx"}
IMPORTED_AS = {"argon2-cffi": "argon2"}
ROW = re.compile(r"^\| ([a-z0-9-]+) \| (\S+) \| (.+) \| (.+) \|$", re.MULTILINE)


def lines(path):
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def table():
    text = DOCUMENT.read_text("utf-8")
    return ROW.findall(text.split(BEGIN)[1].split(END)[0])


def test_each_direct_dependency_has_one_version_and_a_reason():
    assert len(uses()) == len(pins(WANTED)) == len(lines(WANTED))


def test_both_files_agree():
    hashed = pins(PINNED)
    assert pins(WANTED).items() <= hashed.items()
    assert hashed["duckdb"] == "1.5.6"


def test_every_version_has_hashes_and_nothing_is_fetched_from_elsewhere():
    blocks = re.split(r"\n(?=\S)", "\n".join(lines(PINNED)))
    assert len(blocks) == len(pins(PINNED)) > 40
    for block in blocks:
        head, *hashes = block.replace(" \\", "").split("\n")
        assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+( ; .+)?", head), head
        assert hashes, head
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", one) for one in hashes), head
    assert "://" not in PINNED.read_text("utf-8")


def test_the_files_of_a_version_are_for_all_machines():
    """DuckDB has one for each of four Pythons on Linux and macOS (two kinds of machine each) and Windows."""
    block = PINNED.read_text("utf-8").split("\nduckdb==")[1].split("\nh11==")[0]
    assert block.count("sha256") >= 4 * 5


def test_the_code_uses_what_is_pinned_and_pins_what_it_uses():
    ours = [path for path in PYTHON_FILES if path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks")]
    used = {normal(name) for path in ours for name in imported(path)}
    direct = {normal(IMPORTED_AS.get(name, name)) for name in pins(WANTED)}
    assert direct - used == FOR_STREAMLIT
    assert used & set(pins(PINNED)) <= direct


def test_the_document_lists_what_is_pinned():
    assert {name: version for name, version, *_ in table()} == pins(PINNED)


def test_the_document_says_licence_and_use_of_each():
    found = {name: (licence, use) for name, _version, licence, use in table()}
    assert all("UNKNOWN" not in licence for licence, _use in found.values())
    assert {name: found[name][1] for name in uses()} == uses()
    assert found["certifi"][0] == "MPL-2.0"
    assert [name for name, (licence, _use) in found.items() if re.search("GPL|AGPL|Commercial", licence)] == []


def test_files_of_others_have_their_licence_beside_them():
    fonts = [path.name for path in (ROOT / "static").iterdir() if path.suffix in (".woff2", ".ttf", ".otf")]
    assert fonts == ["inter.woff2"]
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static/inter-LICENSE.txt").read_text("utf-8").upper()


class Package:
    def __init__(self, **fields):
        self.metadata = Fields(fields)


class Fields(dict):
    def get_all(self, name):
        return self.get(name)


def test_a_licence_is_called_by_its_identifier():
    bsd = ["License :: OSI Approved :: BSD License", "Programming Language :: Python"]
    both = ["License :: OSI Approved :: Apache Software License", "License :: OSI Approved :: MIT License"]
    assert licence_of(Package(**{"License-Expression": "MIT", "Classifier": bsd})) == "MIT"
    assert licence_of(Package(Classifier=bsd, License="long text")) == "BSD-3-Clause"
    assert licence_of(Package(Classifier=both)) == "Apache-2.0 OR MIT"
    assert licence_of(Package(License="Apache 2.0\nmore")) == "Apache-2.0"
