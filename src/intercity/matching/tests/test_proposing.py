"""Who is proposed, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from intercity.matching.actions import change_expertise
from intercity.matching.models import Asked, Expertise
from intercity.matching.proposing import propose
from intercity.matching.reasons import sentences
from intercity.matching.subject import subject_of, topics_in
from intercity.matching.tests.helpers import ask_about, grow_old, make_knower
from intercity.organisations.models import Level, Organisation, Type
from intercity.posts.models import Post, Source
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState, Topic
from tests.personas import Persona, make_organisation, make_persona, make_post, make_readers

pytestmark = pytest.mark.django_db


def proposed(persona: Persona, question: Post) -> list[str]:
    """The plates of those who are proposed."""
    return [one.organisation.plate for one in propose(persona.viewer, subject_of(question))]


def test_who_shared_practices_on_the_topic_comes_first_with_its_reason(
    officer: Persona, space: Space, topic: Topic
) -> None:
    make_knower("Ghent", space, topic)
    make_knower("Lyon", space, topic, practices=3)
    question = ask_about(officer, space, topic)
    first, second = propose(officer.viewer, subject_of(question))
    assert (first.organisation.plate, second.organisation.plate) == ("Lyon", "Ghent")
    assert first.score > second.score
    assert sentences(first.reasons)[0] == "shared 3 practices on Housing"
    with translation.override("fr"):
        assert "Logement" in sentences(first.reasons)[0]


def test_practices_below_the_topic_count_too(officer: Persona, space: Space, topic: Topic) -> None:
    below = Topic.objects.create(slug="shelters", labels={"en": "Shelters"}, parent=topic)
    make_knower("Aachen", space, Topic.objects.create(slug="trees", labels={"en": "Trees"}), practices=3)
    make_knower("Lyon", space, below, practices=1)
    assert proposed(officer, ask_about(officer, space, topic))[0] == "Lyon"


def test_imported_posts_are_not_what_a_city_knows(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Ghent", space, topic, practices=1)
    make_knower("Lyon", space, topic, practices=5)
    Post.objects.filter(organisation__short_name="Lyon").update(source=Source.IMPORTED)
    question = ask_about(officer, space, topic)
    found = {one.organisation.plate: sentences(one.reasons) for one in propose(officer.viewer, subject_of(question))}
    assert list(found) == ["Ghent", "Lyon"]
    assert not any("practice" in reason for reason in found["Lyon"])


def test_answers_to_others_count_and_those_to_oneself_do_not(officer: Persona, space: Space, topic: Topic) -> None:
    ghent, lyon = make_knower("Ghent", space, topic), make_knower("Lyon", space, topic)
    make_post(lyon, space, kind="comment", parent=ask_about(ghent, space, topic))
    make_post(ghent, space, kind="comment", parent=ask_about(ghent, space, topic))
    question = ask_about(officer, space, topic)
    first, second = propose(officer.viewer, subject_of(question))
    assert sentences(first.reasons)[0] == "answered 1 question on Housing"
    assert second.organisation.plate == "Ghent"
    assert not any("question" in reason for reason in sentences(second.reasons))


def test_declared_expertise_is_a_reason(lead: Persona, officer_elsewhere: Persona, space: Space, topic: Topic) -> None:
    assert lead.organisation is not None
    change_expertise(lead.viewer, lead.organisation, [topic])
    question = ask_about(officer_elsewhere, space, topic)
    (only,) = propose(officer_elsewhere.viewer, subject_of(question))
    assert sentences(only.reasons)[0] == "says that it knows about Housing"
    change_expertise(lead.viewer, lead.organisation, [])
    assert not Expertise.objects.exists()


def test_whoever_does_not_answer_when_asked_comes_later(officer: Persona, space: Space, topic: Topic) -> None:
    ghent, lyon = make_knower("Ghent", space, topic, practices=2), make_knower("Lyon", space, topic, practices=2)
    for _n in range(3):
        old = ask_about(officer, space, topic)
        for persona in (ghent, lyon):
            long_ago = timezone.now() - timedelta(days=20)
            Asked.objects.create(post=old, organisation=persona.organisation, asked_at=long_ago)
        make_post(lyon, space, kind="comment", parent=old)
    first, second = propose(officer.viewer, subject_of(ask_about(officer, space, topic)))
    assert (first.organisation.plate, second.organisation.plate) == ("Lyon", "Ghent")
    assert "answered 3 of 3 questions it was asked" in sentences(first.reasons)
    assert not any("it was asked" in reason for reason in sentences(second.reasons))


def test_only_those_with_somebody_who_can_speak(officer: Persona, reader: Persona, space: Space, topic: Topic) -> None:
    make_organisation("Nobody there")
    make_persona("reads only", make_organisation("Imported", unclaimed=True))
    assert proposed(officer, ask_about(officer, space, topic)) == []


def test_only_those_who_may_see_the_question(
    officer: Persona, partner: Persona, space: Space, topic: Topic, ministry: Organisation
) -> None:
    green, clear = ask_about(officer, space, topic), ask_about(officer, space, topic, Label.CLEAR)
    assert proposed(officer, green) == []
    assert proposed(officer, clear) == ["Ministry"]
    do_join(space, ministry)
    assert proposed(officer, green) == ["Ministry"]
    lyon = make_persona("outside", make_organisation("City of Lyon", short_name="Lyon"))
    assert set(proposed(officer, green)) == {"Ministry", "Lyon"}
    Post.objects.filter(pk=green.pk).update(label=Label.AMBER)
    assert proposed(officer, Post.objects.get(pk=green.pk)) == ["Ministry"]
    assert lyon.organisation
    named = make_readers(ministry, lyon.organisation)
    Post.objects.filter(pk=green.pk).update(label=Label.RED, readers=named)
    assert proposed(officer, Post.objects.get(pk=green.pk)) == []


def test_no_reason_tells_of_what_few_may_see(officer: Persona, space: Space, topic: Topic) -> None:
    lyon = make_knower("Lyon", space, topic, practices=1)
    for label in (Label.AMBER, Label.RED):
        make_post(lyon, space, kind="practice", topics=[topic], label=label, status="active")
    assert officer.organisation
    make_post(lyon, space, kind="practice", topics=[topic], status="active", title="Only for you")
    Post.objects.filter(title="Only for you").update(label=Label.RED, readers=make_readers(officer.organisation))
    (found,) = propose(officer.viewer, subject_of(ask_about(officer, space, topic)))
    assert any("shared 1 practice on" in reason for reason in sentences(found.reasons))


def test_nobody_is_asked_more_often_in_a_week_than_the_space_allows(
    officer: Persona, space: Space, topic: Topic
) -> None:
    lyon = make_knower("Lyon", space, topic, practices=3)
    for days in (1, 2, 30):
        asked_at = timezone.now() - timedelta(days=days)
        Asked.objects.create(post=ask_about(officer, space, topic), organisation=lyon.organisation, asked_at=asked_at)
    question = ask_about(officer, space, topic)
    assert proposed(officer, question) == ["Lyon"]
    Space.objects.filter(pk=space.pk).update(asks_per_week=2)
    question = Post.objects.get(pk=question.pk)
    assert proposed(officer, question) == []


def test_an_exercise_asks_those_who_take_part_and_uses_up_nobodys_patience(
    officer: Persona, space: Space, topic: Topic
) -> None:
    lyon, _ghent = make_knower("Lyon", space, topic, practices=1), make_knower("Ghent", space, topic)
    Space.objects.filter(pk=space.pk).update(state=SpaceState.EXERCISE, asks_per_week=1)
    question = Post.objects.get(pk=ask_about(officer, space, topic).pk)
    assert proposed(officer, question) == ["Lyon"]
    Asked.objects.create(post=question, organisation=lyon.organisation)
    assert proposed(officer, Post.objects.get(pk=ask_about(officer, space, topic).pk)) == ["Lyon"]
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    assert proposed(officer, Post.objects.get(pk=question.pk)) == []


def test_old_posts_are_forgotten(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic, practices=1)
    grow_old(Post.objects.get(), hours=24 * 365 * 4)
    question = ask_about(officer, space, topic)
    (only,) = propose(officer.viewer, subject_of(question))
    assert not any("practice" in reason for reason in sentences(only.reasons))


def test_reasons_count_only_what_the_asker_may_see(partner: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic, practices=2)
    question = ask_about(partner, space, topic, Label.CLEAR)
    (only,) = propose(partner.viewer, subject_of(question))
    assert not any("practice" in reason for reason in sentences(only.reasons))
    assert partner.organisation is not None
    do_join(space, partner.organisation)
    (only,) = propose(partner.viewer, subject_of(question))
    assert sentences(only.reasons)[0] == "shared 2 practices on Housing"


def test_without_a_topic_the_words_tell_it(officer: Persona, space: Space) -> None:
    topics = topics_in("How do you run shelters for homeless people?")
    assert topics
    topic = Topic.objects.get_or_create(slug=topics[0], defaults={"labels": {"en": "Shelter"}})[0]
    make_knower("Aachen", space, Topic.objects.create(slug="roads", labels={"en": "Roads"}), practices=1)
    make_knower("Lyon", space, topic, practices=1)
    question = make_post(officer, space, kind="question", title="How do you run shelters for homeless people?")
    assert proposed(officer, question)[0] == "Lyon"


def test_other_levels_are_less_alike_to_a_city(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Agency", space, topic, type=Type.INSTITUTE, level=Level.REGIONAL)
    make_knower("Zagreb", space, topic)
    assert proposed(officer, ask_about(officer, space, topic)) == ["Zagreb", "Agency"]


def test_a_proposal_asks_the_same_few_questions_however_many_organisations(
    officer: Persona, space: Space, topic: Topic, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        make_knower(f"City {n}", space, topic, practices=1)
    subject = subject_of(ask_about(officer, space, topic))
    viewer = officer.viewer
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(propose(viewer, subject)) == 8
