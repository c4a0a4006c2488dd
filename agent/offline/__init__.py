"""The offline model: a planner without an LLM that works by rules, with the tools of any model."""
