"""Questions over all of a user's shops at once, answered with the path that proves them."""
