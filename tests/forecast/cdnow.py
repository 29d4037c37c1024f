"""The published example: CDNOW's customers of early 1997, and what the papers say about them."""

from pathlib import Path

import numpy as np

from crm_core.forecast.histories import Histories

HERE = Path(__file__).parent


def histories():
    x, to_last, observed, customers = np.loadtxt(HERE / "cdnow_histories.csv", delimiter=",").T
    return Histories.of(x, to_last / 7, observed / 7, customers)


def spend():
    """x, mean spend of the repeat days in dollars, customers."""
    x, cents, customers = np.loadtxt(HERE / "cdnow_spend.csv", delimiter=",").T
    return x, cents / 100 / x, customers
