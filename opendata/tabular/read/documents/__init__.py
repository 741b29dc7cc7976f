"""JSON in all shapes: lists of objects, wrapped or nested, lines, features."""
