"""What only developers run: benchmarks, a synthetic corpus, the examples of documents."""
