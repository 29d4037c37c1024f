"""Tools for developers and hosts that are not part of the dashboard."""
