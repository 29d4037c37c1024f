"""What a server that shows the dashboard to others needs: routes, headers, gates, a graceful end. `asgi.py` wires."""
