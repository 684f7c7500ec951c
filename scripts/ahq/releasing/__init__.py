"""Versions: what differs between two, which level that is, and a release in every format."""
