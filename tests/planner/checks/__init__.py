"""Tests of the checker, one module a family."""
