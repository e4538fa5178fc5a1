"""The remediation plan (003): what the Day-30 answer showed is missing, who mends it, by which steps, until when.

It owns up to what went wrong: customers stay with those who do (003).
"""

from __future__ import annotations

from messages.documents.model import Document, Line, Part, blank, told
from messages.documents.papers import Papers, short
from messages.words import listed, name_of, one_line
from playbook.models import Gap

GAPS = {
    Gap.PRODUCT_QUALITY: "the product does not do what it should",
    Gap.USER_EDUCATION: "people do not know yet how to use it",
    Gap.WRONG_WORKFLOW: "we chose the wrong workflow to begin with",
}


def remediation(papers: Papers, variant: str = "") -> Document:
    """The plan of 30 days after a No or a Partial."""
    account = papers.account
    plan, review = account.remediation, account.review
    owner = name_of(plan.owner, papers.people, plan.owner) if plan else None
    gap = (plan.gap if plan else None) or (review.gap if review else None)
    answer = f"{review.answer}, {short(review.said_by)}, {papers.day(review.on)}" if review else None
    steps = tuple(Line(one_line(words), box=False) for words in plan.steps) if plan else ()
    return Document(
        "remediation",
        f"Remediation plan: {short(account.name)}",
        "What did not go as agreed, and what we do about it in the next 30 days.",
        (
            Part(
                "Where we stand",
                (
                    told("Success as agreed", account.facts.criteria.text if account.facts.criteria else None, "what"),
                    told("Your answer", answer, "Yes, No or Partial, and who said it"),
                    told("In your words", review.words if review else None, "what they said, word for word"),
                    told("What is missing", GAPS[gap] if gap else None, listed(list(GAPS.values()))),
                ),
            ),
            Part("What we do", steps or (blank("the steps, each with a day"),)),
            Part(
                "Who and until when",
                (
                    told("Owner", owner, "one name"),
                    told("Until", papers.day(plan.due_on) if plan else None, "30 days from the answer"),
                    Line("On that day we ask you the same question again"),
                ),
            ),
        ),
    )
