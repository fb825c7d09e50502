from services.demo.checking import compare


def test_equal_figures_differ_in_nothing() -> None:
    assert () == compare("tickets", {"phone": 2, "web": 1}, {"phone": 2, "web": 1}).differences


def test_a_different_figure_is_named_with_both_values() -> None:
    check = compare("tickets", {"phone": 2, "web": 1}, {"phone": 3, "web": 1})
    assert ("tickets, phone: API 2, events 3",) == check.differences


def test_a_figure_that_only_one_side_has_differs() -> None:
    assert 1 == len(compare("tickets", {}, {"phone": 3}).differences)
    assert 1 == len(compare("tickets", {"phone": 3}, {}).differences)


def test_nothing_equals_a_figure_of_nothing() -> None:
    assert () == compare("tickets", {"phone": 0}, {}).differences
