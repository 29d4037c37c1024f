"""Figures that are drawn once for many readers."""

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.figure import Drawn, figure, remembered
from crm_core.charts.theme import Look

LOOK = Look("en", False, "EUR", None)


def _counted() -> tuple[list[int], object]:
    drawn: list[int] = []

    @remembered
    def bars(frame: pd.DataFrame, look: Look) -> Drawn:
        drawn.append(len(frame))
        return figure([go.Bar(x=frame["x"].tolist())], {}, look, height=100, legend=False)

    return drawn, bars


def test_equal_arguments_are_drawn_once_and_any_other_cell_or_look_anew() -> None:
    drawn, bars = _counted()
    frame = pd.DataFrame({"x": [1, 2], "name": ["a", None]})
    first = bars(frame, LOOK)  # type: ignore[operator]
    assert bars(frame.copy(), LOOK) is first  # type: ignore[operator]
    assert drawn == [2]
    assert bars(frame.assign(name=["a", "b"]), LOOK) is not first  # type: ignore[operator]
    assert bars(frame, Look("zh_CN", False, "EUR", None)) is not first  # type: ignore[operator]
    assert drawn == [2, 2, 2]


def test_two_charts_of_equal_arguments_are_two() -> None:
    @remembered
    def one(n: int) -> str:
        return f"one {n}"

    @remembered
    def other(n: int) -> str:
        return f"other {n}"

    assert (one(1), other(1)) == ("one 1", "other 1")


def test_the_clickable_twin_leaves_the_figure_itself_as_it_is() -> None:
    drawn = figure([go.Bar(x=[1])], {}, LOOK, height=100, legend=False)
    before = drawn.to_dict()
    assert drawn.clickable.to_dict()["layout"]["clickmode"] == "event+select"
    assert "clickmode" not in drawn.to_dict()["layout"]
    assert drawn.to_dict() is before
    assert drawn.clickable is drawn.clickable
