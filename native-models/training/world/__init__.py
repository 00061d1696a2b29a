"""The drawn world: captioned scenes with per-pixel ground truth, made from a seed."""
