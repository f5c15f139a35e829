"""The chat as people see it: Chainlit's side of the conversation, and nothing that decides."""
