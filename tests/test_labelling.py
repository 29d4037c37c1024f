"""Models are found by their name alone, and a start does not wait for what only the forecast needs."""

import subprocess
import sys

import pytest

from crm_core.labelling import FOLDERS, model


def test_no_two_models_have_one_name():
    names = [path.stem for folder in FOLDERS for path in folder.glob("*.sql")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "name", ["orders", "days", "windows", "moves", "restated_rows", "forecast_rows", "trial_moves"]
)
def test_a_model_of_every_folder_is_found(name):
    assert model(name).startswith("-- One row per ")


def test_a_start_loads_no_scipy():
    found = "import sys, crm_core.building, crm_core.trying; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
