"""Changes that keep a reply a reply: XML stays well formed, JSON stays JSON.

Bytes changed at random are refused by the first parser. Half of the changes are therefore made in
the tree: an element doubled, moved, left out, or with another's text. The other half are the
fuzzer's own, of bytes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import atheris
from lxml import etree
from wire import DIVIDER

Change = Callable[[bytes, Random], bytes]

#: What is apt to be misread.
_TEXTS = (
    "", " ", "0", "1", "2", "9", "-1", "true", "false", "null", "0.00", "-0.01", "0.1", "1e9",
    "9999999999999.99", "-9999999999999.99", "1234.5", "1,50", "NaN", "Infinity", "١٢٣", "²",
    "2026-03-16", "2025-02-29", "0001-01-01", "9999-12-31", "20260316", "00000000", "101", "201",
    "402", "413", "1001", "9001", "010140-901U", "010140-902V", "010140-٩٠١U",
    "ä", "\u0085", "\ufeff", "A" * 300, "9" * 5000,
    "0000", "0001", "0002", "0006", "0018", "0019", "Server.ServerProxy.NetworkError",
    "Client.AccessDenied", "{", "%s", "{0}", "{name}",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2024, 2025, 2**63, 10**30, "", [], {}, [[]], [None], [{}],
    {"arvo": "2019-05-08", "tarkkuus": "PAIVA"}, "\ud800", "\x00", *_TEXTS,
)  # fmt: skip


def mutator(change: Change) -> Callable[[bytes, int, int], bytes]:
    """What atheris calls: our change of the last part of a text, or the fuzzer's own of bytes."""

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.4:
            return atheris.Mutate(data, max_size)
        parts = data.split(DIVIDER)
        place = random.randrange(len(parts))
        head, mark, body = parts[place].partition(b"\n\n")
        if not mark:
            head, body = b"", parts[place]
        for _ in range(random.choice((1, 1, 2, 4))):
            body = change(body, random)
        parts[place] = head + mark + body
        changed = DIVIDER.join(parts)
        return changed if len(changed) <= max_size else atheris.Mutate(data, max_size)

    return mutate


def xml_changed(content: bytes, random: Random) -> bytes:
    """One change in the tree; as it was where there is no tree."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return content
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = random.choice(elements), random.choice(elements)
    parent = one.getparent()
    what = random.randrange(9)
    if what == 0:
        one.text = random.choice(_TEXTS).replace("\x00", "")
    elif what == 1:
        one.text = other.text
    elif what == 2 and parent is not None:
        parent.remove(one)
    elif what == 3 and parent is not None:
        one.addnext(copy.deepcopy(one))
    elif what == 4 and parent is not None:
        other.append(copy.deepcopy(one))
    elif what == 5 and parent is not None and other not in set(one.iter()):
        other.insert(0, one)
    elif what == 6:
        one.tag = other.tag
    elif what == 7:
        name = random.choice([*one.attrib, *other.attrib] or ["koodi"])
        one.set(name, random.choice([*other.attrib.values(), "0", "1", "2", "0000", "0018", ""]))
    else:
        for child in list(one):
            one.remove(child)
    return etree.tostring(root)


def json_changed(content: bytes, random: Random) -> bytes:
    """One change in the tree; as it was where there is no tree."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places = list(_places(whole))
    if not places:
        return json.dumps(random.choice(_VALUES)).encode()
    holder, key = random.choice(places)
    other, other_key = random.choice(places)
    what = random.randrange(7)
    if what <= 1:
        holder[key] = copy.deepcopy(random.choice(_VALUES))
    elif what == 2:
        holder[key] = copy.deepcopy(other[other_key])
    elif what == 3:
        del holder[key]
    elif what == 4 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif what == 5 and isinstance(holder, dict):
        holder[random.choice([str(other_key), "uusi", "tietoryhma", "\ud800"])] = holder.pop(key)
    elif isinstance(holder[key], str):
        holder[key] = holder[key][: random.randrange(len(holder[key]) + 1)]
    return json.dumps(whole, ensure_ascii=random.random() < 0.9).encode("utf-8", "replace")


def rows_changed(content: bytes, random: Random) -> bytes:
    """One change in a table of cells."""
    rows = [line.split(b";") for line in content.split(b"\r\n")]
    row, other = random.choice(rows), random.choice(rows)
    what = random.randrange(6)
    if what == 0:
        row[random.randrange(len(row))] = random.choice(_TEXTS).encode("cp1252", "replace")
    elif what == 1:
        row[random.randrange(len(row))] = random.choice(other)
    elif what == 2:
        rows.remove(row)
    elif what == 3:
        rows.insert(random.randrange(len(rows) + 1), list(row))
    elif what == 4:
        row.append(random.choice(other))
    else:
        one, two = random.randrange(len(row)), random.randrange(len(row))
        row[one], row[two] = row[two], row[one]
    return b"\r\n".join(b";".join(cells) for cells in rows)


def whichever(content: bytes, random: Random) -> bytes:
    """By what the content looks like."""
    first = content.lstrip()[:1]
    if first == b"<":
        return xml_changed(content, random)
    return json_changed(content, random) if first in (b"{", b"[") else rows_changed(content, random)


def _places(whole: Any) -> Iterator[tuple[Any, Any]]:
    """Each holder of a value, and the key or index under which it holds it."""
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            keys = list(one) if isinstance(one, dict) else range(len(one))
            yield from ((one, key) for key in keys)
            waiting += [one[key] for key in keys]
