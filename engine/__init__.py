"""An LLM server of our own; imports nothing of ours."""
