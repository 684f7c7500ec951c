"""YAML files written in their one form, and repaired."""
