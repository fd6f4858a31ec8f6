"""Cents for people."""


def euros(cents):
    """1234 is written as 12.34 EUR."""
    return f"{cents // 100}.{cents % 100:02d} EUR"
