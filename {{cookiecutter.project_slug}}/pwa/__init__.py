"""Turns an ASGI application into a web app that runs without a network.

`build/` runs on the developer's machine, `bridge/` in Pyodide, `browser/` in the page, the
service worker and the worker. None of them knows the application's records.
"""
