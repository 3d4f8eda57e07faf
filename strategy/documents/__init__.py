"""Texts as files: what is in them (content), and how they are made (web, pdf, word)."""
