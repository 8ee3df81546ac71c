"""SPF, DKIM and DMARC, asked of a real (tiny) DNS server."""

from __future__ import annotations

import socketserver
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from intercity.cli.checks.dns import Lookup, check_domain, make_lookup

GOOD = {
    "cities.example.org": ["some-proof=1", "v=spf1 include:mail.example.net -all"],
    "s1._domainkey.cities.example.org": ["v=DKIM1; k=rsa; " + "p=" + "A" * 300],
    "_dmarc.example.org": ["v=DMARC1; p=reject"],
}


def quoted(text: str) -> str:
    """A TXT record of strings of 255 characters at most, as DNS has them."""
    return " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))


def answer(query: dns.message.Message, records: dict[str, list[str]]) -> dns.message.Message:
    response = dns.message.make_response(query)
    name = query.question[0].name
    found = records.get(name.to_text(omit_final_dot=True))
    if found is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
    else:
        response.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", [quoted(text) for text in found]))
    return response


@pytest.fixture
def ask() -> Iterator[Callable[[dict[str, list[str]] | None], Lookup]]:
    """A lookup at a server that holds `records`; None is a server that fails."""
    running: list[socketserver.UDPServer] = []

    def start(records: dict[str, list[str]] | None) -> Lookup:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, sender = self.request
                query: Any = dns.message.from_wire(data)
                if records is None:
                    response = dns.message.make_response(query)
                    response.set_rcode(dns.rcode.SERVFAIL)
                else:
                    response = answer(query, records)
                sender.sendto(response.to_wire(), self.client_address)

        server = socketserver.UDPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()

        def resolver() -> dns.resolver.Resolver:
            made = dns.resolver.Resolver(configure=False)
            made.nameservers, made.port = ["127.0.0.1"], server.server_address[1]
            return made

        return make_lookup(resolver)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def states(lookup: Lookup, domain: str = "cities.example.org") -> dict[str, str]:
    return {finding.name: finding.status.value for finding in check_domain(domain, lookup)}


def test_a_domain_with_everything(ask: Callable[..., Lookup]) -> None:
    assert states(ask(GOOD)) == {"spf": "ok", "dkim": "ok", "dmarc": "ok"}


def test_a_domain_with_nothing(ask: Callable[..., Lookup]) -> None:
    assert states(ask({})) == {"spf": "warning", "dkim": "unknown", "dmarc": "warning"}


@pytest.mark.parametrize(
    ("records", "state"),
    [
        (["v=spf1 -all", "v=spf1 mx -all"], "problem"),
        (["v=spf1 +all"], "warning"),
        (["v=spf10 -all"], "warning"),
        (["V=SPF1 mx ~all"], "ok"),
    ],
)
def test_spf(records: list[str], state: str, ask: Callable[..., Lookup]) -> None:
    assert states(ask({"cities.example.org": records}))["spf"] == state


def test_a_server_that_fails_is_no_failure_of_ours(ask: Callable[..., Lookup]) -> None:
    assert states(ask(None)) == {"dns": "unknown"}


@pytest.mark.parametrize("domain", ["localhost", "127.0.0.1", "10.0.0.1", "::1", "server.local", "server"])
def test_a_private_name_is_not_asked_for(domain: str) -> None:
    def never(name: str) -> list[str]:
        raise AssertionError(name)

    assert states(never, domain) == {"dns": "unknown"}
