"""Pages for people, cut by audience: each module is one door. Server-rendered, whole without scripts.

Knows services and the design system; decides nothing itself, and never asks the database.
"""
