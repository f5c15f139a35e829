"""The Data API: what the company's own records say, and who may see it."""
