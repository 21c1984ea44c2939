"""Accounts: register, log in, log out."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import check_password_hash, generate_password_hash

from .db import get_db

bp = Blueprint("auth", __name__, url_prefix="/auth")

View = Callable[..., ResponseReturnValue]


@bp.before_app_request
def load_logged_in_user() -> None:
    user_id = session.get("user_id")
    query = "SELECT * FROM user WHERE id = ?"
    g.user = None if user_id is None else get_db().execute(query, (user_id,)).fetchone()


def login_required(view: View) -> View:
    @functools.wraps(view)
    def wrapped_view(**kwargs: Any) -> ResponseReturnValue:
        if g.user is None:
            return redirect(url_for("auth.login"))
        return view(**kwargs)

    return wrapped_view


@bp.route("/register", methods=("GET", "POST"))
def register() -> ResponseReturnValue:
    if request.method == "POST":
        username, password = request.form["username"], request.form["password"]
        error = None
        if not username:
            error = "Username is required."
        elif not password:
            error = "Password is required."
        if error is None:
            db = get_db()
            try:
                db.execute(
                    "INSERT INTO user (username, password) VALUES (?, ?)",
                    (username, generate_password_hash(password)),
                )
                db.commit()
            except sqlite3.IntegrityError:
                error = f"User {username} is already registered."
            else:
                return redirect(url_for("auth.login"))
        flash(error)
    return render_template("auth/register.html")


@bp.route("/login", methods=("GET", "POST"))
def login() -> ResponseReturnValue:
    if request.method == "POST":
        username, password = request.form["username"], request.form["password"]
        query = "SELECT * FROM user WHERE username = ?"
        user = get_db().execute(query, (username,)).fetchone()
        if user is not None and check_password_hash(user["password"], password):
            session.clear()
            session.permanent = True
            session["user_id"] = user["id"]
            return redirect(url_for("index"))
        flash("Incorrect username or password.")
    return render_template("auth/login.html")


@bp.route("/logout")
def logout() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("index"))
