"""Write requirements-hashed.txt: the whole tree of requirements.txt, every file of each version by its hash.

    pip install uv && python -m scripts.pin_dependencies

It holds for Python 3.11 and newer on Linux, macOS and Windows. A version that stands in the file already stays, unless
requirements.txt asks for another: to take newer ones of the rest, delete the file first.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WANTED, PINNED = ROOT / "requirements.txt", ROOT / "requirements-hashed.txt"
HEAD = """\
# The whole tree of requirements.txt with the hashes of all its files, for hosting:
#     pip install --require-hashes -r requirements-hashed.txt
# Made by `python -m scripts.pin_dependencies`; what each is for, and its licence: docs/dependencies.md.
"""
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")


def main() -> int:
    """Returns the exit code of uv, which says itself what is wrong."""
    command = ["uv", "pip", "compile", *OPTIONS, str(WANTED), "--output-file", str(PINNED)]
    code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
    if code == 0:
        PINNED.write_text(HEAD + PINNED.read_text("utf-8"), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
