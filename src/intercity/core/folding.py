"""Templates in which what is the same on every page of one language is worked out when they are loaded.

A page consists mostly of sentences, addresses without arguments and static files: three in four of its nodes give the
same text each time, and finding that out again costs most of a page. So each template is loaded once per language;
such nodes become text, includes and parents with a fixed name are put in their place, and neighbouring texts are
joined. What a template says does not change: `tests/test_folding.py` renders both ways and compares.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.template import Context, Origin, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import IfNode, URLNode, WithNode
from django.template.engine import Engine
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language

Load = Callable[[str], "Template | None"]
# Where nodes keep the name of the variable that they set.
NAMES_KEPT = ("asvar", "varname", "target_var", "variable")
CONTAINERS = ("nodelist", "nodelist_loop", "nodelist_empty")


class Loader(cached.Loader):
    """Django's cached loader, with one folded template for each name and language."""

    def __init__(self, engine: Engine, loaders: Sequence[Any]) -> None:
        super().__init__(engine, loaders)
        self._lock = threading.RLock()
        self._open: list[str] = []

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Name, language, and whether it is wanted whole or as the parent of another."""
        return f"{super().cache_key(template_name, skip)} {get_language()} {skip is None}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template for the language that is active; raises TemplateDoesNotExist."""
        key = self.cache_key(template_name, skip)
        with self._lock:
            if key not in self.get_template_cache:
                self._load(key, template_name, skip)
        return super().get_template(template_name, skip)

    def _load(self, key: str, name: str, skip: list[Origin] | None) -> None:
        try:
            template = base.Loader.get_template(self, name, skip)
        except TemplateDoesNotExist:
            # Django's loader finds the same, and remembers it.
            return
        self._open.append(name)
        try:
            template.nodelist = fold(template.nodelist, self._included)
            if skip is None:
                template.nodelist = flat(template.nodelist, self._parent)
        finally:
            self._open.pop()
        self.get_template_cache[key] = template

    def _included(self, name: str) -> Template | None:
        # One that includes itself, or is not there, is left to Django.
        if name in self._open or name.startswith("."):
            return None
        try:
            return self.get_template(name)
        except TemplateDoesNotExist:
            return None

    def _parent(self, name: str) -> Template:
        return self.get_template(name, [])


def fold(nodes: NodeList, load: Load) -> NodeList:
    """`nodes` with constant ones made text, and those with a fixed template replaced by what is in it."""
    folded = NodeList()
    for node in nodes:
        for piece in replaced(node, load):
            append(folded, piece)
    return folded


def append(nodes: NodeList, node: Node) -> None:
    """Add `node`, joined with the text before it where it is text."""
    if isinstance(node, TextNode) and nodes and isinstance(nodes[-1], TextNode):
        nodes[-1] = TextNode(nodes[-1].s + node.s)
    else:
        nodes.append(node)


def replaced(node: Node, load: Load) -> Iterator[Node]:
    """What stands in place of one node."""
    if isinstance(node, TranslateNode | URLNode | StaticNode) and is_constant(node):
        yield text_of(node)
    elif isinstance(node, IncludeNode):
        yield from included(node, load)
    else:
        fold_inside(node, load)
        yield node


def text_of(node: Node) -> Node:
    """The text that a constant node gives; itself where it cannot say it now."""
    try:
        return TextNode(str(node.render(Context())))
    except NoReverseMatch:
        return node


def fold_inside(node: Node, load: Load) -> None:
    """Fold what a block, loop or condition holds."""
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(condition, fold(inner, load)) for condition, inner in node.conditions_nodelists]
        return
    for name in CONTAINERS:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            setattr(node, name, fold(inner, load))


def included(node: IncludeNode, load: Load) -> Iterator[Node]:
    """The nodes of an included template with a fixed name, with its own variables where it is given some."""
    name = literal(node.template)
    template = load(name) if name and not node.isolated_context else None
    if template is None:
        yield node
    elif node.extra_context or sets_variables(template.nodelist):
        yield WithNode(None, None, template.nodelist, extra_context=node.extra_context)
    else:
        yield from template.nodelist


def sets_variables(nodes: NodeList) -> bool:
    """Whether a node leaves a variable behind (`… as name`), which must not outlive an include."""
    return any(getattr(node, name, None) for node in nodes.get_nodes_by_type(Node) for name in NAMES_KEPT)


def is_constant(node: Node) -> bool:
    """Whether a sentence, address or static file depends on nothing that is known only when the page is made."""
    match node:
        case TranslateNode():
            context = node.message_context
            fixed = context is None or literal(context) is not None
            return fixed and node.asvar is None and not node.noop and literal(node.filter_expression) is not None
        case URLNode():
            names = [node.view_name, *node.args]
            return not node.kwargs and node.asvar is None and all(literal(name) is not None for name in names)
        case StaticNode():
            return node.varname is None and literal(node.path) is not None
    return False


def literal(expression: FilterExpression | Node) -> str | None:
    """The text of an expression that is nothing but a text in quotes."""
    if not isinstance(expression, FilterExpression):
        return None
    said: Any = expression.var
    if isinstance(said, Variable):
        said = said.literal
    return str(said) if isinstance(said, str) and not expression.filters else None


def flat(nodes: NodeList, load: Callable[[str], Template]) -> NodeList:
    """A template that extends another with a fixed name, as one list: the parent's, with its blocks filled in.

    Left as it is where the parent extends a third or a block asks for what it replaces.
    """
    child = nodes[0] if nodes and isinstance(nodes[0], ExtendsNode) else None
    name = literal(child.parent_name) if child else None
    if child is None or name is None:
        return without_blocks(nodes, {})
    parent, blocks = load(name).nodelist, blocks_in(child.nodelist)
    hidden = blocks_in(parent).keys() - reachable(parent)
    if hidden or uses_super(child.nodelist) or any(isinstance(node, ExtendsNode) for node in parent):
        return nodes
    return without_blocks(parent, blocks)


def blocks_in(nodes: NodeList) -> dict[str, BlockNode]:
    """All blocks by name, however deep."""
    return {node.name: node for node in nodes.get_nodes_by_type(BlockNode) if isinstance(node, BlockNode)}


def reachable(nodes: NodeList) -> set[str]:
    """Names of the blocks that stand in no condition or loop."""
    found = [node for node in nodes if isinstance(node, BlockNode)]
    return {node.name for node in found}.union(*(reachable(node.nodelist) for node in found))


def without_blocks(nodes: NodeList, blocks: dict[str, BlockNode]) -> NodeList:
    """`nodes` with each block replaced by what stands in it."""
    found = NodeList()
    for node in nodes:
        inside = without_blocks(blocks.get(node.name, node).nodelist, blocks) if isinstance(node, BlockNode) else [node]
        for piece in inside:
            append(found, piece)
    return found


def uses_super(nodes: NodeList) -> bool:
    """Whether a block among `nodes` shows what it replaces."""
    return any("block.super" in str(node.token) for node in nodes.get_nodes_by_type(Node) if hasattr(node, "token"))
