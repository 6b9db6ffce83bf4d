"""The Client Fees Act 734/1992: dated values, what counts, deductions, and the fee preview.

The law's values, limits and lists are data in ``resources/law/``, each with its first day, section
and act; here are only small functions over them, one for each rule, that name their section. The
day is always an argument. A fee given here is the most that the Act allows: an officer decides it.

    model            plain values in and out
    values, rules    the forms of ``resources/law/``
    law              the law on a day: a value, a treatment, or an error that says what is missing
    treatment        what counts and what is deducted
    services         which act a service must rest on to be charged by income
    forest, deductions, ledger    each figure's line, a month
    institutional    7 c §
    home_service     10 e §
    preview          the whole calculation, step by step
    written_cases    cases written down in YAML, for the fee door and the tests
"""
