"""Trade programs: their terms, and everything that code decides from them."""
