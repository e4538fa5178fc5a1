"""Faulty files and forms: every fault is shown with its place, and nothing of it is kept."""

from __future__ import annotations

from tests.stories.seen import Seen
from tests.stories.team import EXAMPLES, Team
from tests.stories.untouched import nothing_changes, pings

HEAD = 'customer:\n  name: "Faulty <!channel>"\n  csm: "Jane Smith"\n  start_date: "2026-01-15"\nmilestones:\n'


def faulty(faults: int) -> tuple[str, list[int]]:
    """A tracker with that many faults, and the line of each."""
    lines, at = HEAD.splitlines(), []
    for number in range(faults):
        lines.append(f'  - {{name: "Step {number}", target_date: "2026-01-{40 + number}"}}')
        at.append(len(lines))
    return "\n".join(lines) + "\n", at


def test_forty_faults_are_all_shown_with_their_lines_when_pasted(team: Team) -> None:
    text, lines = faulty(40)
    form = team.jane.types("/onboard import")
    with nothing_changes(team):
        shown = team.jane.submits(form, {"paste_1": text})
    assert [line for line in lines if f"line {line} " not in shown.words] == []
    shown.shows("40 faults")
    assert "Create" not in str(shown.raw.get("submit"))
    assert pings(team) == []


def test_forty_faults_are_all_shown_with_their_lines_when_uploaded(team: Team) -> None:
    text, lines = faulty(40)
    form = team.jane.types("/onboard import")
    file = team.jane.uploads("faulty.yaml", text)
    with nothing_changes(team):
        shown = team.jane.submits(form, {"file": [file]})
    assert [line for line in lines if f"line {line} " not in shown.words] == []
    shown.shows("40 faults", "faulty.yaml")


def test_a_paste_with_a_fault_is_mended_in_the_same_form(team: Team) -> None:
    text, _ = faulty(1)
    form = team.jane.types("/onboard import")
    shown = team.jane.submits(form, {"paste_1": text}).shows("line 6")
    preview = team.jane.submits(shown, {"paste_1": text.replace("2026-01-40", "2026-01-28")})
    preview.shows("1 account", "Faulty &lt;!channel&gt;")
    team.jane.submits(preview)
    assert team.account("faulty").milestones[0].name == "Step 0"


def test_of_two_files_one_is_faulty_and_neither_is_taken(team: Team) -> None:
    good = (EXAMPLES / "acme.yaml").read_text()
    files = [team.jane.uploads("acme.yaml", good), team.jane.uploads("bad.yaml", "customer: 3\n")]
    form = team.jane.types("/onboard import")
    with nothing_changes(team):
        team.jane.submits(form, {"file": files}).shows("bad.yaml", "line 1", "nothing was imported")


def test_files_that_are_no_trackers(team: Team) -> None:
    contents = {
        "": "line 1",
        "just words": "line 1",
        "customer: [1, 2": "not readable as YAML",
        "a: &a [x]\nb: *a\n": "line 1",
        "x" * 1_000_001: "larger than 1 MB",
    }
    for content, said in contents.items():
        file = team.jane.uploads("odd.yaml", content)
        form = team.jane.types("/onboard import")
        with nothing_changes(team):
            team.jane.submits(form, {"file": [file]}).shows("odd.yaml", said)


def test_an_import_form_left_empty_says_what_to_give(team: Team) -> None:
    form = team.jane.types("/onboard import")
    assert "paste a tracker file, or upload one" in team.jane.is_refused(form)["paste_1"]


def test_an_account_that_exists_is_not_created_twice(team: Team) -> None:
    team.owns("acme")
    form = team.jane.types("/onboard import")
    with nothing_changes(team):
        shown = team.jane.submits(form, {"paste_1": (EXAMPLES / "acme.yaml").read_text()})
        shown.shows("Acme Corp", "exists already")
    assert shown.raw.get("submit") is None


# a modal with a bad date: said under the field, the rest stays, and with a good date it goes through


def test_a_touch_that_is_still_to_come(team: Team) -> None:
    team.owns("acme")
    form = opened(team, "Touch…")
    with nothing_changes(team):
        wrong = team.jane.is_refused(form, {"date": "2026-01-24", "note": "Agreed with Ana"})
    assert wrong == {"date": "“2026-01-24” is not today or a day that has been."}
    team.jane.submits(team.jane.again(form), {"date": "2026-01-22", "note": "Agreed with Ana"})
    assert [touch.note for touch in team.account("acme").touches] == ["Agreed with Ana"]


def test_a_day_and_a_time_that_cannot_be_read(team: Team) -> None:
    team.owns("acme")
    form = opened(team, "Touch…")
    with nothing_changes(team):
        assert "“soon” is not a day" in team.jane.is_refused(form, {"date": "soon", "note": "Agreed"})["date"]
    team.jane.submits(team.jane.again(form), {"note": "Agreed with Ana"})
    settings, new = team.lena.types("/onboard settings"), team.jane.types("/onboard new")
    with nothing_changes(team):
        assert "“noon” is not a time of day" in team.lena.is_refused(settings, {"opens": "noon"})["opens"]
        wrong = team.jane.is_refused(new, {"name": "Zeta", "signed_on": "2026-02-30"})
        assert "“2026-02-30” is not a day" in wrong["signed_on"]


def test_a_choice_that_is_not_offered(team: Team) -> None:
    form = team.jane.types("/onboard new")
    with nothing_changes(team):
        wrong = team.jane.is_refused(form, {"name": "Zeta", "tier": "platinum"})
    assert "'platinum' is not among the options" in wrong["tier"]


def test_a_due_date_before_the_contract_was_signed(team: Team) -> None:
    team.owns("acme")
    form = opened(team, "Date…", near="Integration configured")
    with nothing_changes(team):
        wrong = team.jane.is_refused(form, {"date": "2026-01-02"})
    assert "before the contract was signed" in wrong["date"]


def test_a_new_account_signed_in_a_year_that_cannot_be(team: Team) -> None:
    form = team.jane.types("/onboard new")
    with nothing_changes(team):
        for day in ("2062-01-20", "1026-01-20"):
            assert "signed_on" in team.jane.is_refused(form, {"name": "Zeta", "signed_on": day})


def test_a_holiday_that_is_no_day(team: Team) -> None:
    form = team.lena.types("/onboard settings")
    with nothing_changes(team):
        wrong = team.lena.is_refused(form, {"extra_holidays": "2026-02-16, 2026-02-31"})
    assert "“2026-02-31” is not a day" in wrong["extra_holidays"]


def test_a_working_day_that_ends_before_it_begins(team: Team) -> None:
    form = team.lena.types("/onboard settings")
    with nothing_changes(team):
        wrong = team.lena.is_refused(form, {"opens": "18:00", "closes": "09:00"})
    assert "later than" in wrong["closes"]


def test_other_things_wrong_in_the_form_for_a_new_account(team: Team) -> None:
    form = team.jane.types("/onboard new")
    with nothing_changes(team):
        assert "name" in team.jane.is_refused(form, {"name": "   "})
        assert "country" in team.jane.is_refused(form, {"name": "Zeta", "country": "ZZ"})
        assert "“Gus Bell” is not a full member" in team.jane.is_refused(form, {"name": "Zeta", "csm": "gus"})["csm"]
    team.jane.creates(team.jane.again(form), {"name": "Zeta", "country": "de", "csm": "omar"})
    assert team.account("zeta").country == "DE"


def test_a_new_account_with_a_name_that_is_taken_loses_nothing_that_was_typed(team: Team) -> None:
    team.owns("acme")
    form = team.jane.types("/onboard new")
    with nothing_changes(team):
        wrong = team.jane.is_refused(form, {"name": "acme corp", "first_value": "Three workflows"})
    assert "Acme Corp" in wrong["name"]


def opened(team: Team, label: str, near: str = "") -> Seen:
    """The form behind a button of Acme's card."""
    form = team.jane.clicks(team.jane.types("/onboard status acme"), label, near)
    assert isinstance(form, Seen)
    assert form.view_id
    return form
