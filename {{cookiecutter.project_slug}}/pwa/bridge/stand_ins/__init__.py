"""Modules that Pyodide lacks, each with what of it can be had on one stack (entry.py)."""
