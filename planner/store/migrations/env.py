"""Read by alembic: run the migrations in the transaction that `planner.store.migrate` has begun."""

from alembic import context

from planner.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column by making the table again
)
with context.begin_transaction():
    context.run_migrations()
