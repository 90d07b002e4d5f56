"""Measurements of speed: `script/bench`. Each section builds its own database and prints ratios of one run.

Absolute seconds say what this machine is; only the ratio to a limit measured in the same run says what the
product is. The goals are those of docs/performance.md.
"""
