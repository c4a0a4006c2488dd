"""How the database came to be as it is: one file a change, run in their order by Alembic."""
