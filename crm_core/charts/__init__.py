"""From a DataFrame to a Plotly figure: no arithmetic, no Streamlit. A figure takes a Look from `theme`."""
