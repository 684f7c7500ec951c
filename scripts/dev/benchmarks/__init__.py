"""Parts of the benchmark: what contributors wait for, what a release costs."""
