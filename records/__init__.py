"""What people write and what syncing remembers: rows in a database."""
