"""The few things that most tests need; what a test is about it writes itself."""

from factory.declarations import LazyAttribute, LazyAttributeSequence, Sequence
from factory.django import DjangoModelFactory

from stakeholders.models import Body, BodyKind, Organisation, OrganisationKind, User


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = Sequence(lambda n: f"organisation-{n}")
    short_name = Sequence(lambda n: f"Plaats {n}")
    name = LazyAttribute(lambda o: f"Gemeente {o.short_name}")
    kind = OrganisationKind.MUNICIPALITY


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    name = Sequence(lambda n: f"Persoon {n}")
    email = LazyAttributeSequence(
        lambda o, n: f"{o.name.lower().replace(' ', '')}{n}@gemeente.test"
    )


def council_of(organisation: Organisation) -> Body:
    return Body.objects.create(
        organisation=organisation,
        kind=BodyKind.COUNCIL,
        slug=f"raad-{organisation.slug}",
        name=f"Gemeenteraad {organisation.short_name}",
        seats=35,
    )


def executive_of(organisation: Organisation) -> Body:
    return Body.objects.create(
        organisation=organisation,
        kind=BodyKind.EXECUTIVE,
        slug=f"college-{organisation.slug}",
        name=f"College van B&W {organisation.short_name}",
    )
