"""The parts models are put together from."""
