"""The HTTP interface for other systems, mounted beside the chat under `/api/v1`."""
