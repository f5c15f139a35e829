"""What a company pack may hold: the one schema that validates, documents and loads."""
