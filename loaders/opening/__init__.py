"""Files as people have them, opened: archives, workbooks, text, headers, making times."""
