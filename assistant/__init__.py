"""The conversation: the core that knows no sibling package."""
