"""Finding passages: BM25, vectors and their fusion."""
