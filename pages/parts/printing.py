"""What the theme cannot say: how a page is printed (Ctrl+P), and buttons in the dark that are dark enough to read.

Paper has no sidebar and no buttons, is light in both themes, and keeps cards whole where they fit.
"""

import streamlit as st

# Rules only, no data. Streamlit says in English only that Enter sends, below each field that has been written in. The
# zoom is for what was drawn in a window of 1920 pixels. Paper is narrower, but has no fingers: columns stay beside each
# other. Paper is light: in the dark theme everything is turned over, and charts keep their hues by being
# turned round the colour wheel as well.
_RULES = """
[data-testid=InputInstructions] { display: none; }
@page { size: A4 landscape; margin: 11mm; }
@media print {
  [data-testid=stSidebar], [data-testid=stHeader], [data-testid=stToolbar], [data-testid=stSidebarCollapsedControl],
  [data-testid=stExpandSidebarButton], [data-testid=stPopover], [data-testid=stDownloadButton],
  [data-testid=stPageLink], [data-testid=stFileUploader], [data-testid=stSkeleton], [data-testid=stStatusWidget],
  [data-testid=stButton], [data-testid=stElementToolbar], [data-testid=stBidiComponentIsolated],
  [data-testid=stTooltipIcon], .modebar-container, .st-key-tour {
    display: none !important;
  }
  html, body, [data-testid=stApp], [data-testid=stAppViewContainer], [data-testid=stMain], #root, #root > div {
    position: static !important; overflow: visible !important; height: auto !important; inset: auto !important;
  }
  html { zoom: 0.66; }
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn]) {
    display: flex !important; flex-wrap: nowrap !important;
  }
  [data-testid=stColumn] { min-width: 0 !important; }
  [data-testid=stMainBlockContainer] { padding: 0 !important; max-width: none !important; }
  [data-testid=stColumn], [data-testid=stPlotlyChart], [data-testid=stDataFrame], [data-testid=stMetric],
  [data-testid=stMarkdown], [data-testid=stVerticalBlock]:has(> [data-testid=stElementContainer] h5) {
    break-inside: avoid;
  }
  h1, h2, h3, h4, h5 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
# Streamlit writes a primary button white on the colour that chosen things are written in: bright enough for that, it is
# too bright for white.
_DARK = """
[data-testid=stBaseButton-primary], [data-testid=stBaseButton-primaryFormSubmit] { background-color: #4F68D8; }
@media print {
  html, body { background: #fff !important; }
  [data-testid=stApp], [data-testid=stAppViewContainer], [data-testid=stMain] { background: #000 !important; }
  [data-testid=stApp] { filter: invert(1) hue-rotate(180deg); }
}
"""


def printing() -> None:
    """Give the page its rules for paper; draws nothing."""
    st.html(f"<style>{_RULES}{_DARK if st.context.theme.type == 'dark' else ''}</style>")
