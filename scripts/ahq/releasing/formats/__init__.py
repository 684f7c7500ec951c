"""The formats of a release: the published package, written for one kind of tool each."""
