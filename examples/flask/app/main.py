"""The WSGI application: `flask --app app.main run`, or any WSGI server."""

from . import create_app

app = create_app()
