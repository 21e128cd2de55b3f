"""Endpoints, one file per thing. Each parses, asks once and answers; nothing else belongs here."""
