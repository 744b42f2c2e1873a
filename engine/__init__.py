"""The workflow engine of Laufmappe: approvals, decisions, documents and their history.

Knows nothing of the web. The layers and what may import what stand in pyproject.toml.
"""
