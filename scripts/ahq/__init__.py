"""The nouns of the package of EMN ad-hoc queries, in layers without circles.

Bottom: ``text``, ``strict_yaml``, ``problems``, ``house``. Above: ``source``, ``reference``,
``codebook``, ``query``, ``record``. Above those: ``rules`` and ``tables``. On top: ``package``.
A module imports from its own layer or a lower one; the verbs in ``scripts/`` import these.
"""
