"""The built site in a real browser, with a server that can be stopped and a browser that can be
killed. The fixtures are in conftest.py; use them for tests of your own app.
"""
