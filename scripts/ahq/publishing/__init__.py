"""The package that users load: its descriptor, its documents, its metadata."""
