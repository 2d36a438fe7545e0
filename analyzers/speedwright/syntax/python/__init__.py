"""What Python names mean: where they are bound, how they are used, what they are known to be."""
