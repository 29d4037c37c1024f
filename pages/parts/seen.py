"""What a page sent to the browser, as plain blocks: words, numbers, pictures, lists; what is clicked is left out.

Reading what was sent, instead of having each page note it too, forgets nothing, and costs a live page nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Block_pb2 import Block as BlockProto
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Markdown_pb2 import Markdown
from streamlit.proto.Metric_pb2 import Metric

from crm_core.takeaway.blocks import Arrangement, Block, Box, Chart, Column, Drawn, Form, Number, Table, Tone, Words
from pages.parts.words import escape

MAIN = 0  # the first step of a message's path: 0 is the page itself, 1 the sidebar
LEFT_OUT = ("popover", "dialog", "form", "chat_message")
HEADINGS: dict[str, Tone] = {"h1": "title", "h2": "section", "h3": "section"}
TONES: dict[int, Tone] = {
    Alert.INFO: "info", Alert.WARNING: "warning", Alert.ERROR: "error", Alert.SUCCESS: "success",
}  # fmt: skip
FORMS: dict[str, Form] = {
    "number": "number", "date": "day", "datetime": "day", "multiselect": "badge", "list": "badge", "progress": "bar",
    "area_chart": "trend", "line_chart": "trend", "bar_chart": "trend",
}  # fmt: skip


@dataclass
class _Node:
    """A place on the page: a box with its children, or an element."""

    box: BlockProto | None = None
    element: Element | None = None
    children: dict[int, "_Node"] = field(default_factory=dict)


def blocks(messages: Iterable[ForwardMsg]) -> tuple[Block, ...]:
    """The blocks of a page in their order, from all messages of its run."""
    root = _Node()
    for message in messages:
        if message.HasField("delta") and message.metadata.delta_path[0] == MAIN:
            _place(root, list(message.metadata.delta_path)[1:], message)
    return _inside(root)


def _place(node: _Node, path: list[int], message: ForwardMsg) -> None:
    for step in path:
        node = node.children.setdefault(step, _Node())
    match message.delta.WhichOneof("type"):
        case "new_element":
            node.element, node.box, node.children = message.delta.new_element, None, {}
        case "add_block":
            node.element, node.box = None, message.delta.add_block


def _inside(node: _Node) -> tuple[Block, ...]:
    found = (_block(child) for _place, child in sorted(node.children.items()))
    return tuple(block for block in found if block is not None)


def _block(node: _Node) -> Block | None:
    if node.element is not None:
        return _element(node.element)
    kind = node.box.WhichOneof("type") if node.box is not None else None
    if kind in LEFT_OUT:
        return None
    inside = _inside(node)
    if not inside:
        return None
    if node.box is None:
        return Box("stack", inside)
    if kind == "expandable":
        return Box("card", (Words(node.box.expandable.label, "card_title"), *inside))
    if kind == "tab":
        return Box("stack", (Words(node.box.tab.label, "card_title"), *inside))
    weights = tuple(_weight(child) for _place, child in sorted(node.children.items()) if _block(child) is not None)
    if any(weights):
        return Box("columns", inside, weights)
    return _boxed(_arrangement(node.box), inside)


def _boxed(arrangement: Arrangement, inside: tuple[Block, ...]) -> Block:
    return inside[0] if len(inside) == 1 and arrangement != "card" else Box(arrangement, inside)


def _weight(node: _Node) -> float:
    """The width of a column; 0 for what is none."""
    if node.box is None or node.box.WhichOneof("type") != "column":
        return 0.0
    return float(node.box.column.weight)


def _arrangement(box: BlockProto) -> Arrangement:
    kind = box.WhichOneof("type")
    if kind == "grid_container":
        return "grid"
    if kind == "flex_container":
        if box.flex_container.border:
            return "card"
        if box.flex_container.direction == BlockProto.FlexContainer.HORIZONTAL:
            return "row"
    return "stack"


def _element(element: Element) -> Block | None:
    match element.WhichOneof("type"):
        case "heading":
            return Words(element.heading.body, HEADINGS.get(element.heading.tag, "section"))
        case "markdown":
            return _words(element.markdown)
        case "text":
            return Words(escape(element.text.body))
        case "alert":
            return Words(element.alert.body, TONES.get(element.alert.format, "info"))
        case "html":
            return None if element.html.body.startswith("<style") else Drawn(element.html.body)
        case "metric":
            return _number(element.metric)
        case "plotly_chart":
            sent = element.plotly_chart
            return Chart(sent.spec, sent.config or "{}", sent.alt)
        case "dataframe":
            return _table(element)
    return None


def _words(sent: Markdown) -> Words | None:
    if sent.body.startswith("##### "):
        return Words(sent.body.removeprefix("##### "), "card_title")
    return Words(sent.body, "caption" if sent.element_type == Markdown.CAPTION else "body")


def _number(sent: Metric) -> Number:
    return Number(
        sent.label,
        sent.body,
        sent.delta,
        "up" if sent.direction == Metric.UP else "down" if sent.direction == Metric.DOWN else "none",
        "good" if sent.color == Metric.GREEN else "bad" if sent.color == Metric.RED else "neither",
    )


def _table(element: Element) -> Table | None:
    frame = convert_arrow_bytes_to_pandas_df(element.dataframe.arrow_data.data)
    config = json.loads(element.dataframe.columns or "{}")
    shown = [name for name in frame.columns if not config.get(str(name), {}).get("hidden")]
    if frame.empty or not shown:
        return None
    columns = tuple(_column(str(name), config.get(str(name), {}), frame[name]) for name in shown)
    values = [[_value(value) for value in frame[name]] for name in shown]
    return Table(columns, tuple(zip(*values, strict=True)))


def _column(name: str, config: Mapping[str, Any], values: pd.Series) -> Column:
    kind = config.get("type_config") or {}
    form = FORMS.get(str(kind.get("type")), "number" if pd.api.types.is_numeric_dtype(values) else "text")
    colours = {
        str(option["value"]): str(option["color"]) for option in kind.get("options") or [] if option.get("color")
    } if form == "badge" else {}  # fmt: skip
    return Column(str(config.get("label") or name), form, str(kind.get("format") or ""), colours)


def _value(value: Any) -> Any:
    """The value as Python's own; None where it is missing."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return value
    return None if pd.isna(value) else value


assert set(HEADINGS.values()) | set(TONES.values()) <= set(get_args(Tone))
