"""Facts of a page as it is drawn: what is cut off, what overlaps, what is in another language; no pixels compared."""

import json
import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[2] / "crm_core/locale"
# Charts are drawn twice, without and with their size: what is there must have stayed where it is for a moment.
SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(chart => chart.offsetParent);
    const drawn = app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('[data-testid=stMain] h1') && document.fonts.status === 'loaded'
        && charts.every(chart => chart.querySelector('.main-svg'))
        && !document.querySelector('[data-testid=stSkeleton]');
    const places = [...document.querySelectorAll('[data-testid=stMain] *')].map(part => part.getBoundingClientRect());
    const now = drawn && places.map(place => [place.x, place.y, place.width, place.height].map(Math.round)).join(' ');
    const seen = window.settling;
    if (!drawn || !seen || seen.now !== now) window.settling = {now, since: performance.now()};
    return drawn && seen && seen.now === now && performance.now() - seen.since > 400;
}"""
COUNT_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => window.violations.push(
        `${event.violatedDirective} ${event.blockedURI}`
    ));
"""
# Streamlit's own words, which it has in English only; they are read by screen readers alone.
CHROME = r"Skip to main content|keyboard_\w+|Upload|\d+MB per file"
FACTS = (Path(__file__).parent / "layout.js").read_text("utf-8")


def settle(page):
    """Wait until the script has run, every chart is drawn, and nothing moves any more."""
    page.wait_for_function(SETTLED, polling=100)


def faults(page, language="en"):
    """What is wrong on the page as it stands, a sentence each; [] for a page as it should be."""
    facts = page.evaluate(FACTS)
    return [*facts["faults"], *untranslated(facts["texts"], language)]


def untranslated(texts, language):
    """The texts that stand in English on a Chinese page: whole sentences of ours, or any two English words."""
    if language == "en":
        return []
    english = _english(language)
    return [
        f"not translated: {text!r}"
        for text in sorted(set(texts))
        if not re.fullmatch(CHROME, text)
        and (english.fullmatch(text) or re.search(r"\b[A-Za-z]{3,} [a-z]{3,}\b", text))
    ]


@cache
def _english(language):
    """A pattern of the texts that have a translation which differs; {places} stand for anything."""
    patterns = []
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string != message.id and re.search(r"[A-Za-z]{3}", message.id):
                    plain = re.sub(r"\*\*|:small\[|:gray\[|\]$", "", message.id)
                    fixed = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(plain))
                    if re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", plain)):
                        patterns.append(fixed)
    return re.compile("|".join(patterns))


def told(found):
    """Faults by place, as a text to read in a failed test."""
    return json.dumps(found, ensure_ascii=False, indent=1)
