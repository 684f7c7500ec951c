"""What knows nothing of queries: the checkout and its paths, files, text, strict YAML, problems, tables as CSV, zip, git, versions."""
