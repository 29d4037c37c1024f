"""Facts of a page as it is drawn: what is cut off, what overlaps, what is in another language; no pixels compared."""

import json
import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[2] / "crm_core/locale"
SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(chart => chart.offsetParent);
    return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('[data-testid=stMain] h1')
        && charts.every(chart => chart.querySelector('.main-svg'))
        && !document.querySelector('[data-testid=stSkeleton]');
}"""
# Streamlit's own words, which it has in English only; they are read by screen readers alone.
CHROME = r"Skip to main content|keyboard_\w+|Upload|\d+MB per file"
FACTS = (Path(__file__).parent / "layout.js").read_text("utf-8")


def settle(page):
    """Wait until the script has run and every chart is drawn and has its final size."""
    page.wait_for_function(SETTLED, polling=100)
    page.evaluate("() => document.fonts.ready.then(() => new Promise(done => setTimeout(done, 350)))")


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
