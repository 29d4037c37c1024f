"""The arithmetic of the customer portfolio; knows nothing of Streamlit."""
