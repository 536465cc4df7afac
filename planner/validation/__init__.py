"""How far the digital-divide model is from what it was fitted on, from what it never saw, and from a known truth.

`python -m planner.validation` writes all of it as one page (docs/validation.md). Tables used to check only are in
`data/checks/`; nothing here feeds an estimate.
"""
