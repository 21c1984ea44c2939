"""The ASGI 3 server that runs in Pyodide: what uvicorn is to a socket, to a MessagePort.

It imports neither a web framework nor the application; `entry.py` is the one door.
"""
