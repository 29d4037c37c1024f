"""Figures in the house look, made in one step and once: a page has 0.3 s, each step of Plotly costs milliseconds."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import plotly.graph_objects as go
import plotly.io

from crm_core.charts import theme
from crm_core.charts.theme import Look

CORNER_RADIUS = 3  # of bars
REMEMBERED = 300  # figures; most take some 50 kB, a cloud of points 1 MB
NOT_DRAWN = ("polar", "ternary", "scene", "geo", "mapbox", "coloraxis", "colorscale")  # parts of layouts
KINDS = ("bar", "scatter", "heatmap")  # of traces for which Plotly's template says something
P = ParamSpec("P")
R = TypeVar("R")


class Drawn(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that is done: it is shown to many readers, so nobody changes it any more.

    Its traces were checked when they were made; Plotly would take longer to check and copy all of it than to make it.
    """

    def __init__(self, traces: Sequence[Any], layout: Mapping[str, Any]) -> None:
        super().__init__(layout={"template": None})
        self._data = [trace.to_plotly_json() for trace in traces]
        self._layout = {"template": _template(), **layout}

    def to_dict(self) -> dict[str, Any]:
        """As Plotly's, made once; to be read only. Plotly and Streamlit ask for it whenever the figure is shown."""
        return self._as_dict

    @cached_property
    def _as_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = super().to_dict()
        return made

    @cached_property
    def clickable(self) -> "Drawn":
        """The same, for a card that waits for a click on a point."""
        twin = Drawn([], self._layout | {"clickmode": "event+select"})
        twin._data = self._data
        return twin


@cache
def _template() -> dict[str, Any]:
    """Plotly's own template, without what none of our charts has."""
    whole = plotly.io.templates["plotly"].to_plotly_json()
    return {
        "layout": {name: part for name, part in whole["layout"].items() if name not in NOT_DRAWN},
        "data": {name: part for name, part in whole["data"].items() if name in KINDS},
    }


def remembered(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw once what is drawn from equal arguments: most readers look at the same pages of the same shop.

    The arguments are pickled, so that they are compared by all they hold, a table by each of its cells.
    """

    @wraps(draw)
    def recalled(*args: P.args, **kwargs: P.kwargs) -> R:
        found: R = _draw(draw, pickle.dumps((args, kwargs)))
        return found

    return recalled


@lru_cache(REMEMBERED)
def _draw(draw: Callable[..., Any], arguments: bytes) -> Any:
    args, kwargs = pickle.loads(arguments)
    return draw(*args, **kwargs)


def figure(traces: Sequence[Any], layout: Mapping[str, Any], look: Look, height: int, legend: bool) -> Drawn:
    """The traces in the house look (theme.layout); where `layout` says something else, `layout` wins."""
    return Drawn(traces, _merged(theme.layout(look, height, legend), layout))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in over.items():
        has_two = isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        both[key] = _merged(base[key], value) if has_two else value
    return both
