"""Answering a question: the loop, the models, the answer and what was checked."""
