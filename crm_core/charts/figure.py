"""A figure in the house look, made in one step: each of Plotly's updates costs milliseconds, a page has 0.3 s."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from crm_core.charts import theme
from crm_core.charts.theme import Look

CORNER_RADIUS = 3  # of bars


def figure(traces: Sequence[Any], layout: Mapping[str, Any], look: Look, height: int, legend: bool) -> go.Figure:
    """The traces in the house look (theme.layout); where `layout` says something else, `layout` wins."""
    return go.Figure(list(traces), _merged(theme.layout(look, height, legend), layout))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(base)
    for key, value in over.items():
        has_two = isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        both[key] = _merged(base[key], value) if has_two else value
    return both
