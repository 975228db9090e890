"""A hall and its desks in one process without clock or threads: what happens is a list of steps, made from a seed."""
