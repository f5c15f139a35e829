"""Languages: detecting, catalogs, and figures as a reader writes them."""
