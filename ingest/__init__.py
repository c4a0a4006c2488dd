"""Files in, one kind of document tree out, and everything derived from the tree."""
