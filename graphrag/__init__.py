"""Answers that hang together over several records, with the path shown. The only home of networkx.

A graph here is a view for one request over what one user may see; nothing of it is stored.
"""
