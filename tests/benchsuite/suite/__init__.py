"""The parts of the benchmark suite; `run.py` is the entry."""
