"""Campaigns against the pipeline: inputs changed at random, processes killed, disks that are full, two runs at once."""
