"""What is on disk, as values: query, record, codebook, source, code lists."""
