"""How fast Backstory is beside Hugo and Pelican, on one corpus and one machine.

    corpus     a made-up documentary of any size
    programs   the same corpus as each program wants it, with its templates
    measure    what one run costs: wall time, processor time, memory
    scenarios  what an author does between two builds
    report     medians and ratios as a table

Run it from the repository: `python -m tests.benchmarks --help`.
"""
