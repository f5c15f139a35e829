"""The company pack: schema, validation, loading."""
