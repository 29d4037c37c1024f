"""Write docs/dependencies.md: what requirements-hashed.txt pins, with licence and use, as the packages themselves say.

    python -m scripts.list_dependencies

Run it where that file is installed. The text around the table is docs/dependencies.md's own and stays.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
WANTED, PINNED, DOCUMENT = ROOT / "requirements.txt", ROOT / "requirements-hashed.txt", ROOT / "docs/dependencies.md"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)")
COMMENTED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)\s+# (.+)$")
NEEDED = re.compile(r"^[A-Za-z0-9._-]+")
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
# How a package that gives no identifier names its licence, and what that is called.
CALLED = {
    "MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0", "3-Clause BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause", "Apache License, Version 2.0": "Apache-2.0",
}  # fmt: skip


def normal(name: str) -> str:
    """The name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, str]:
    """Normalised name to version, of all lines that pin one."""
    found = (PIN.match(line) for line in path.read_text("utf-8").splitlines())
    return {normal(pin[1]): pin[2] for pin in found if pin}


def uses() -> dict[str, str]:
    """What the direct dependencies are for, as requirements.txt says."""
    found = (COMMENTED.match(line) for line in WANTED.read_text("utf-8").splitlines())
    return {normal(line[1]): line[3] for line in found if line}


def licence_of(package: Distribution) -> str:
    """The licence: the identifier if the package gives one, else its classifier, else its own words."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    ends = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License :: OSI")]
    named = [one for one in ends if one != "OSI Approved"] or [(about.get("License") or "").strip().split("\n")[0]]
    return " OR ".join(CALLED.get(one, one) for one in named)


def needed_by(names: list[str]) -> dict[str, list[str]]:
    """For each name which others of them need it."""
    needing: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for line in distribution(name).requires or ():
            if "extra ==" in line:  # only what it needs in any case
                continue
            match = NEEDED.match(line)
            needed = normal(match[0]) if match else ""
            if needed in needing and name not in needing[needed]:
                needing[needed].append(name)
    return needing


def rows() -> Iterator[str]:
    """The lines of the table."""
    pinned, direct = pins(PINNED), uses()
    needing = needed_by(list(pinned))
    yield "| Package | Version | Licence | What for |"
    yield "|---|---|---|---|"
    for name, version in sorted(pinned.items()):
        use = direct.get(name) or "for " + ", ".join(sorted(needing[name]))
        yield f"| {name} | {version} | {licence_of(distribution(name))} | {use} |"


def main() -> None:
    """Replace the table."""
    text = DOCUMENT.read_text("utf-8")
    before, rest = text.split(BEGIN)
    DOCUMENT.write_text(before + BEGIN + "\n".join(rows()) + "\n" + END + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
