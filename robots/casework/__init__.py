"""The words that everything speaks: person, identity code, money, period, case, permit, record,
evidence, answer, errors, texts. No I/O but the texts' own files; every other room stands on it."""
