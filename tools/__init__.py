"""What a model may do: one tool a file, named as the model sees it."""
