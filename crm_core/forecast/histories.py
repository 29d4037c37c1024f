"""What a forecast knows of a customer: how often it came back, when it last did, for how long it is observed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
FEWEST_REPEATERS = 50  # definitions, section 11: with fewer customers who came back there is nothing to fit


@dataclass(frozen=True, eq=False)
class Histories:
    """Groups of customers with the same history; four arrays of one shape (groups,).

    x: purchase days after the first; t_x: weeks from the first to the last purchase day (0 where x is 0);
    T: weeks from the first purchase day to the as-of date, never less than t_x; n: customers in the group.
    """

    x: Numbers
    t_x: Numbers
    T: Numbers
    n: Numbers

    @classmethod
    def of(cls, x: Any, t_x: Any, T: Any, n: Any = 1.0) -> "Histories":
        """From anything that numpy takes for numbers; `n` may be one number for all."""
        arrays = np.broadcast_arrays(*(np.asarray(values, dtype=np.float64) for values in (x, t_x, T, n)))
        return cls(*(np.ascontiguousarray(array) for array in arrays))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.n.sum())

    @property
    def repeat_customers(self) -> int:
        """How many of them bought on a second day."""
        return int(self.n[self.x > 0].sum())


@dataclass(frozen=True)
class TooLittleData:
    """In place of a fit: too few customers came back (or spent anything when they did) to estimate from."""

    customers: int
    repeat_customers: int


def dot(one: Numbers, other: Numbers) -> float:
    """The sum of products. Not by `@`: on long arrays that wakes threads that then keep a core busy with waiting."""
    return float(np.einsum("i,i->", one, other))


def sums(places: Places, values: Numbers, size: int) -> Numbers:
    """The sum of the values at each place, shape (size,)."""
    return np.bincount(places, values, size).astype(np.float64, copy=False)
