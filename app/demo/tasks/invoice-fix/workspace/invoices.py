"""What an invoice comes to, in cents."""

from money import euros


def summary(lines):
    total = sum(line_total(line) for line in lines)
    average = total / len(lines)
    return {"lines": len(lines), "total": total, "average": average}


def line_total(line):
    """Discounts are whole percents, rounded down to a cent per line."""
    price = line["price"] * line["quantity"]
    return price - price * line["discount"] // 100


def headline(lines):
    return f"{len(lines)} lines, {euros(summary(lines)['total'])}"
