"""Side-by-side measurements, run by `make bench` with the demo project's tools.

Every number is taken interleaved with what it is compared to, in one run, in one browser; read
the ratios, not the milliseconds.
"""
