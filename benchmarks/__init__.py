"""Measurements of the dashboard against floors taken in the same run; see __main__.py."""
