"""The Data API: typed answers from the records, for one user, who sees only his territories.

The permission check is here, below every tool and model: an outlet outside the user's
territories raises the same NotFoundError as one that does not exist.
"""
