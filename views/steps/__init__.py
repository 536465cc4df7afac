"""The steps of the consultation plan, in the order of the work: the mandate first."""
