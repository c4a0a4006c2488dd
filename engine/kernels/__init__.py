"""What a step computes over and over: in each file the PyTorch reference, then the kernel."""
