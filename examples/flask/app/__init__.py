"""A blog for several people, as Flask's tutorial builds it."""

from pathlib import Path
from typing import Any

from flask import Flask

from . import auth, blog, db


def create_app(test_config: dict[str, Any] | None = None) -> Flask:
    """Make the application; its database is in the instance folder."""
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(
        SECRET_KEY="dev",
        DATABASE=Path(app.instance_path, "flaskr.sqlite"),
    )
    if test_config is None:
        app.config.from_pyfile("config.py", silent=True)
    else:
        app.config.from_mapping(test_config)
    Path(app.instance_path).mkdir(exist_ok=True)

    db.init_app(app)
    app.register_blueprint(auth.bp)
    app.register_blueprint(blog.bp)
    app.add_url_rule("/", endpoint="index")
    return app
