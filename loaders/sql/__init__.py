"""Answers of databases, and of files with SQL, as rows of our tables."""
