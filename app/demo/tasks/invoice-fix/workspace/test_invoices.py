from invoices import headline, line_total, summary

PEN = {"price": 150, "quantity": 3, "discount": 0}
LAMP = {"price": 4999, "quantity": 1, "discount": 15}


def test_a_line():
    assert line_total(PEN) == 450
    assert line_total(LAMP) == 4250


def test_a_summary():
    assert summary([PEN, LAMP]) == {"lines": 2, "total": 4700, "average": 2350}


def test_a_headline():
    assert headline([PEN, LAMP]) == "2 lines, 47.00 EUR"
