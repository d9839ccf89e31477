"""Run by Alembic: migrates over the connection that `records.database.upgrade` holds."""

from alembic import context

from records.models import Base


def migrate() -> None:
    """Runs what is asked for inside the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=Base.metadata
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":
    migrate()
