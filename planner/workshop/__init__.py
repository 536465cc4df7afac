"""The workshop: cards, their codes, and cases to work on around a table."""
