"""What is no plain YAML is refused with its line, quickly, however large or nested."""

from __future__ import annotations

from time import process_time

import pytest
from tracker_texts import DEFAULTS, HEAD, customer, problems

from playbook.tracker import read_tracker


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "is empty"),
        ("# nothing\n", 1, "is empty"),
        ("- customer\n", 1, "must be fields with values"),
        ("just text", 1, "must be fields with values"),
        ("customer: [\n", 2, "is not readable as YAML here"),
        ("a: b: c\n", 1, "is not readable as YAML here"),
        ("customer:\n\tname: x\n", 2, "is not readable as YAML here"),
        ('a: "\\ud800"\n', 1, "is not readable as YAML here"),
        (HEAD + "---\n" + HEAD, 2, "holds more than one document"),
        (HEAD + "x: " + "[" * 5000, 2, "is nested deeper than 20 levels"),
        (HEAD + "x: " + "{a: " * 5000, 2, "is nested deeper than 20 levels"),
        ("- " * 5000 + "x", 1, "is nested deeper than 20 levels"),
        (HEAD + "# " + "x" * 1_000_000, 1, "is over 1 MB"),
        (HEAD + "# " + "é" * 500_000, 1, "is over 1 MB"),
        (HEAD + "# a\0b\n", 2, "holds a control character (U+0000)"),
        (HEAD + "# \ud800\n", 2, "holds a control character (U+D800)"),
        (HEAD + "? [a]\n: b\n", 2, "has a key that is no word"),
        (customer("first_value_definition: &x ten"), 5, "uses an anchor (&x)"),
        (customer("acv: !!int '5'"), 5, "uses a YAML tag"),
        (customer("acv: !!python/object/apply:os.system [ls]"), 5, "uses a YAML tag"),
        (customer("first_value_definition: ! x"), 5, "uses a YAML tag"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, line: int, message: str) -> None:
    found = problems(text)
    assert found[0].line == line
    assert message in found[0].message


def test_aliases_are_refused_before_they_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(100))
    found = problems(bomb)
    assert len(found) == 201
    assert found[-1].message.startswith("and ")


def test_structure_faults_do_not_hide_the_others() -> None:
    found = problems(customer("acv: *x").replace("*x", "&x lots\n  end_date: *x\n  tier: vip"))
    assert [(problem.line, problem.field) for problem in found] == [
        (5, "customer.acv"),
        (5, "customer.acv"),
        (6, "customer.end_date"),
        (7, "customer.tier"),
    ]


def test_problems_beyond_two_hundred_are_counted() -> None:
    found = problems(HEAD + "".join(f"x{n}: 1\n" for n in range(2000)))
    assert len(found) == 201
    assert found[-1].message == "and 1800 more problems; mend these first"


def test_a_byte_order_mark_and_windows_lines_are_welcome() -> None:
    account = read_tracker("\ufeff" + customer("acv: 60_000").replace("\n", "\r\n"), defaults=DEFAULTS)
    assert account.acv == 60000


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "milestones:\n" + "  - {nme: x, target_date: soon}\n" * 30_000,
        HEAD + "milestones:\n" + "  - {nme: x, target_date: soon}\n" * 1_000,
        HEAD + "milestones:\n" + "  - {name: x, target_date: 2026-01-20, depends_on: [aaaaaaaa]}\n" * 1_000,
        HEAD + "milestones: [{name: x, target_date: 2026-01-20, depends_on: [" + "a, " * 200_000 + "]}]\n",
        HEAD + "logins: [" + "1," * 490_000 + "]\n",
        HEAD + "".join(f"k{n}: 1\n" for n in range(90_000)),
        HEAD + "a: 1\n" * 190_000,
        HEAD + "a: &a 1\nb: [" + "*a," * 240_000 + "]\n",
        HEAD + "\x01\n" * 400_000,
        HEAD + "? " * 10 + "[" * 9,
    ],
    ids=["faulty", "many faults", "unknown needs", "needs", "list", "fields", "twins", "aliases", "controls", "keys"],
)
def test_a_megabyte_of_nonsense_is_refused_before_slack_stops_waiting(text: str) -> None:
    begun = process_time()
    problems(text)
    assert process_time() - begun < 3
