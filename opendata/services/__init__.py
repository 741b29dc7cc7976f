"""The verbs: what people and programs do.

Session first, actor next, then plain values; never a commit, never Settings.
"""
