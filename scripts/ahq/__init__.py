"""The library of the package of EMN ad-hoc queries: a folder for each stage of the pipeline.

A folder imports only from those above it in this list:

core        what knows nothing of queries
corpus      what is on disk, read into values
rules       every rule, with its sentence, its example and its repair
checking    asking the rules
editing     YAML files written in their one form, and repaired
importing   from a compilation to drafts
tables      records as rows
publishing  the package, its documents, its metadata
releasing   differences, versions, formats, the distribution
site        the pages that people look at

The verbs in ``scripts/`` import the library; the library imports no verb.
"""
