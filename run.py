"""Sets up and runs: `python run.py` starts the dashboard, `python run.py test` passes the tests.

The first time it makes a virtual environment in .venv and installs what requirements.txt (and requirements-test.txt)
name; later only if those files changed. What follows on the command line is handed on to Streamlit or to pytest.
Only this machine can open the dashboard, and is asked for nothing, unless --server.address says otherwise.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> int:
    """Set up what the command needs, then run it; returns its exit code."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    testing = sys.argv[1:2] == ["test"]
    set_up(["requirements.txt", "requirements-test.txt"] if testing else ["requirements.txt"])
    command = ["pytest", *sys.argv[2:]] if testing else ["streamlit", "run", "asgi.py", *address(), *sys.argv[1:]]
    try:
        return subprocess.run([str(PYTHON), "-m", *command], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


def address() -> list[str]:
    """The options that bind the server to this machine alone; none if somebody has said where to listen."""
    said = "STREAMLIT_SERVER_ADDRESS" in os.environ or any(
        option.split("=")[0] == "--server.address" for option in sys.argv[1:]
    )
    return [] if said else ["--server.address", "127.0.0.1"]


def set_up(files: list[str]) -> None:
    """Make the environment hold what the files name; does nothing if it was made from the same files."""
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in files)).hexdigest()
    done = ENVIRONMENT / f"done-{'-'.join(Path(name).stem for name in files)}"
    if done.exists() and done.read_text("utf-8") == wanted:
        return
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    options = [option for name in files for option in ("-r", str(ROOT / name))]
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options]
    if subprocess.run(install, check=False).returncode:
        sys.exit("The packages could not be installed; the lines above say why. Is there a network connection?")
    done.write_text(wanted, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
