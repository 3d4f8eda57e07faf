"""Texts as trees of blocks: what they may hold, how they are shown, merged and compared.

Knows no database and no user.
"""
