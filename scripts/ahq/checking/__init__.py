"""Asking the rules of one file or of all, in several processes, with the results of earlier runs."""
