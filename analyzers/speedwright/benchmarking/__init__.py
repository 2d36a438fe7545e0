"""Is the candidate faster? Paired processor times of first calls, with intervals."""
