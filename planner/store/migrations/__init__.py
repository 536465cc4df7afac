"""How the tables of one release become those of the next; run by `planner.store.migrate`."""
