"""Thin pages over the domain: read, call, draw."""
