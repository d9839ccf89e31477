"""One module a page: filters, headline, numbers, drawings, downloads."""
