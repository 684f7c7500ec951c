"""What is on disk, read in one place into typed values: query, record, codebook, source, code lists, passes of coding."""
