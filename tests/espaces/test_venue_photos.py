"""Photos of a venue: added, described, put first, removed, and served to those who may see the venue."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from espaces.errors import Refused
from espaces.models import Act, Venue, VenuePhoto
from espaces.rules import pictures
from espaces.services import photos as services
from tests.factories import VenueFactory, host_of, login_of, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def manager(client: Client, venue: Venue) -> Client:
    client.force_login(manager_of(venue.structure).user)
    return client


def jpeg(name: str = "IMG_0042.jpg") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (1600, 900), "green").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def added(venue: Venue, description: str = "La salle") -> VenuePhoto:
    return services.add_photo(actor=None, venue=venue, file=jpeg(), description=description)


def order(venue: Venue) -> list[str]:
    return [photo.description for photo in venue.photos.all()]


def width_of(path: Path) -> int:
    with Image.open(path) as image:
        return image.width


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_photo_is_kept_in_two_sizes_under_a_name_of_ours(
    manager: Client, venue: Venue, media: Path
) -> None:
    url = reverse("espaces:venue_photos", args=[venue.slug])
    assert manager.post(url, {"file": jpeg(), "description": "La salle"}).status_code == 302
    photo = VenuePhoto.objects.get()
    assert [width_of(media / file.name) for file in (photo.image, photo.thumbnail)] == [1280, 480]
    assert len(files(media)) == 2
    assert "IMG_0042" not in photo.image.name
    assert Act.objects.get().verb == "photo_added"


def test_without_description_or_for_what_is_no_photo_nothing_is_kept(
    manager: Client, venue: Venue, media: Path
) -> None:
    url = reverse("espaces:venue_photos", args=[venue.slug])
    page = manager.post(url, {"file": jpeg(), "description": ""})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"description"}
    script = SimpleUploadedFile("photo.jpg", b"<svg onload='alert(1)'/>", "image/jpeg")
    assert manager.post(url, {"file": script, "description": "La salle"}).status_code == 422
    assert not VenuePhoto.objects.exists()
    assert files(media) == []


def test_a_file_too_heavy_is_refused_beside_its_field(
    manager: Client, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("espaces.forms.photos.LARGEST_BYTES", 1000)
    url = reverse("espaces:venue_photos", args=[venue.slug])
    page = manager.post(url, {"file": jpeg(), "description": "La salle"})
    assert page.context["form"].errors.as_data()["file"][0].code == "too_heavy"
    assert not VenuePhoto.objects.exists()
    assert pictures.LARGEST_BYTES == 8 * 1024 * 1024


def test_a_thirteenth_photo_is_refused(venue: Venue) -> None:
    VenuePhoto.objects.bulk_create(VenuePhoto(venue=venue, description=str(n)) for n in range(12))
    with pytest.raises(Refused) as refusal:
        added(venue)
    assert refusal.value.code == "too_many_photos"
    assert venue.photos.count() == 12


def test_first_described_and_removed(
    manager: Client, venue: Venue, media: Path, django_capture_on_commit_callbacks
) -> None:
    photos = [added(venue, name) for name in ("a", "b", "c")]
    manager.post(reverse("espaces:show_photo_first", args=[venue.slug, photos[2].pk]))
    assert order(venue) == ["c", "a", "b"]
    manager.post(reverse("espaces:describe_photo", args=[venue.slug, photos[0].pk]), {"description": "A"})
    assert order(venue) == ["c", "A", "b"]
    url = reverse("espaces:remove_photo", args=[venue.slug, photos[1].pk])
    assert manager.get(url).status_code == 200
    assert len(order(venue)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(url)
    assert order(venue) == ["c", "A"]
    assert len(files(media)) == 4


def test_the_photo_of_another_venue_is_not_found(manager: Client, venue: Venue) -> None:
    other = added(VenueFactory())
    for name in ("describe_photo", "show_photo_first", "remove_photo"):
        url = reverse(f"espaces:{name}", args=[venue.slug, other.pk])
        assert manager.post(url, {"description": "x"}).status_code == 404
    other.refresh_from_db()
    assert other.description == "La salle"


@pytest.mark.parametrize(("size", "width"), [("large", 1280), ("small", 480)])
def test_photos_of_a_published_venue_are_public_and_kept_by_browsers(
    client: Client, venue: Venue, size: str, width: int
) -> None:
    response = client.get(reverse("espaces:photo", args=[added(venue).pk, size]))
    assert response.headers["content-type"] == "image/webp"
    assert "public" in response.headers["cache-control"]
    assert "immutable" in response.headers["cache-control"]
    content = io.BytesIO(b"".join(response.streaming_content))
    response.close()
    assert Image.open(content).width == width


def test_photos_of_a_draft_are_for_its_hosts(client: Client) -> None:
    venue = VenueFactory(published_at=None)
    url = reverse("espaces:photo", args=[added(venue).pk, "small"])
    assert client.get(url).status_code == 404
    client.force_login(login_of().user)
    assert client.get(url).status_code == 404
    client.force_login(host_of(venue).user)
    response = client.get(url)
    assert "private" in response.headers["cache-control"]
    response.close()


def test_only_two_sizes_exist(client: Client, venue: Venue) -> None:
    assert client.get(f"/photos/{added(venue).pk}/huge.webp").status_code == 404
