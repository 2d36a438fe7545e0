"""Running user code in child processes of its own interpreter, and nowhere else."""
