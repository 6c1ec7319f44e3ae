"""Linchpin: training that gets Collaborative Care teams ready."""

__version__ = "0.1.0"
