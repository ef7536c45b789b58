from __future__ import annotations

from espaces.models import Network


def network_of_slug(slug: str) -> Network | None:
    return Network.objects.filter(slug=slug).first()


def network_of_host(host: str) -> Network | None:
    """The network served at this host name (port ignored), or the only network of the installation."""
    name = host.rsplit(":", 1)[0].lower()
    found = list(Network.objects.filter(host=name)[:1]) or list(Network.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
