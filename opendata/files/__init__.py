"""Bytes by content hash: keep them once, open them anywhere. Knows nothing of what they mean.

A file is kept under its SHA-256, so it never changes and two equal files are one. The store is a folder or an object
storage bucket; readers always get a local path, which for a bucket is a checked copy in a cache.
"""

from opendata.files.store import Files, Kept

__all__ = ["Files", "Kept"]
