"""A small line drawn on the server: no script in the browser, no English tooltip, one look for all."""

from base64 import b64encode
from collections.abc import Sequence

from crm_core.charts.theme import Look, ink

WIDTH, HEIGHT, PAD = 200.0, 34.0, 4.0


def sparkline(values: Sequence[float | None], look: Look) -> str:
    """An image with a quiet line over a soft area and a dot at the newest value; "" for fewer than two values."""
    numbers = [float(value) for value in values if value is not None and value == value]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    step = (WIDTH - 2 * PAD) / (len(numbers) - 1)
    places = [(PAD + i * step, HEIGHT - PAD - (n - low) / span * (HEIGHT - 2 * PAD)) for i, n in enumerate(numbers)]
    if high == low:
        places = [(x, HEIGHT / 2) for x, _ in places]
    code = b64encode(_svg(places, ink("accent", look)).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{code}" alt="" style="display:block;width:100%;height:{HEIGHT:g}px">'


def _svg(places: list[tuple[float, float]], colour: str) -> str:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    (first, _), (last, height) = places[0], places[-1]
    same = 'fill="none" stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none">'
        f'<polygon points="{first:.1f},{HEIGHT:g} {line} {last:.1f},{HEIGHT:g}" fill="{colour}" fill-opacity="0.09"/>'
        f'<polyline points="{line}" stroke="{colour}" stroke-width="1.6" {same}/>'
        f'<polyline points="{last:.1f},{height:.1f} {last:.1f},{height:.1f}" stroke="{colour}" '
        f'stroke-width="6" {same}/></svg>'
    )
