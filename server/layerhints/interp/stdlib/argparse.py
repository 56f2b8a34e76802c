"""`argparse`: the command line is not known, so that options have their defaults. A list of words that the program
gives itself is parsed, as far as the options are of the usual kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from layerhints.algebra import Unknown
from layerhints.interp.builtins.native import Methods
from layerhints.interp.stdlib.opaque import Opaque
from layerhints.interp.stdlib.types import namespace_class
from layerhints.values.instances import NAMELESS
from layerhints.values.objects import ABSENT, Class, Instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

COMMAND_LINE = Unknown("the command line decides")

OPTIONS = "options"
"""Where a parser keeps its options: name of the attribute → default, ABSENT for a required one."""

DECLARED = "declared"
"""Where it keeps how they were declared: name of the attribute → flags and keywords of `add_argument`."""

SUPPRESS = "==SUPPRESS=="

BOOLEAN_OPTIONAL = Class("BooleanOptionalAction", (), {}, "argparse")

_READ = frozenset({"action", "nargs", "const", "type"})
"""The keywords that decide what words set."""
_MOST_WORDS = 64
"""How many words one option may take: argparse writes a pattern of that length."""
_ACTIONS = {"store", "store_true", "store_false", "store_const", "append", "append_const", "extend", "count"}


def _options(parser: Any) -> dict[str, Any]:
    """All options by the attribute that they set; the groups of a parser share this dict with it."""
    found: dict[str, Any] = parser.hidden.setdefault(OPTIONS, {})
    return found


def _declared(parser: Any) -> dict[str, Any]:
    """The same for how they were declared; Unknown for an option of which that is not known."""
    found: dict[str, Any] = parser.hidden.setdefault(DECLARED, {})
    return found


def _may_have_more(machine: Machine, parser: Instance) -> None:
    """Somebody who is not seen may have declared other options."""
    machine.write(_options(parser), NAMELESS, COMMAND_LINE)
    machine.write(_declared(parser), NAMELESS, COMMAND_LINE)


def _destination(flags: tuple[Any, ...], dest: Any) -> str | None:
    if isinstance(dest, str):
        return dest
    texts = [flag for flag in flags if isinstance(flag, str)]
    if not texts:
        return None
    long = next((text for text in texts if text.startswith("--")), texts[0])
    return long.lstrip("-").replace("-", "_")


def _default(machine: Machine, flags: tuple[Any, ...], given: dict[str, Any]) -> Any:
    action = given.get("action", "store")
    default = given.get("default", ABSENT)
    if action in ("help", "version"):
        return SUPPRESS
    if isinstance(default, str) and "type" in given:
        return machine.call_values(given["type"], default)
    if default is not ABSENT:
        return default
    if isinstance(action, Unknown):
        return action
    if action in ("store_true", "store_false"):
        return action == "store_false"
    positional = all(isinstance(flag, str) and not flag.startswith("-") for flag in flags)
    if positional and given.get("nargs") not in ("?", "*"):
        return COMMAND_LINE
    if positional and given.get("nargs") == "*":
        return machine.new_list(COMMAND_LINE)
    return COMMAND_LINE if machine.truth(given.get("required", False)) is not False else None


def _parsed(machine: Machine, parser: Any, words: Sequence[Any]) -> dict[str, Any] | None:
    """What the words of a command line set, by attribute; None where that is not known, or argparse refuses them."""
    declared = _declared(parser)
    if not all(isinstance(word, str) for word in words) or not all(map(_is_plain, declared.values())):
        return None
    import argparse  # only here, as few programs give their command line themselves

    class Words(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise ValueError(message)

    host = Words(add_help=False, allow_abbrev=False)
    try:
        for name, (flags, given) in declared.items():
            options = {key: given[key] for key in ("action", "nargs", "const") if key in given}
            if options.get("action") is BOOLEAN_OPTIONAL:
                options["action"] = argparse.BooleanOptionalAction
            if flags[0].startswith("-"):
                options["dest"] = name
            host.add_argument(*flags, default=argparse.SUPPRESS, **options)
        found = vars(host.parse_args(list(words)))
    except (ValueError, TypeError, argparse.ArgumentError):  # the declarations are the program's, wrong ones as well
        return None
    return {name: _converted(machine, declared[name][1].get("type"), value) for name, value in found.items()}


def _is_plain(declared: Any) -> bool:
    """Is an option declared in a way that argparse itself can be asked about, and that bounds its work?"""
    if isinstance(declared, Unknown):
        return False
    flags, given = declared
    count = given.get("nargs")
    return (
        all(flags)
        and given.get("action", "store") in (*_ACTIONS, BOOLEAN_OPTIONAL)
        and (count in (None, "?", "*", "+") or (type(count) is int and count <= _MOST_WORDS))
    )


def _converted(machine: Machine, kind: Any, value: Any) -> Any:
    if isinstance(value, list):
        return machine.new_list([_converted(machine, kind, each) for each in value])
    return machine.call_values(kind, value) if kind is not None and isinstance(value, str) else value


def _parser_class(namespace: Class) -> Class:
    method = Methods("ArgumentParser", Instance)

    @method("__init__", changes=True)
    def _init(machine: Machine, self: Instance, *positional: Any, **options: Any) -> None:
        known = _options(self)
        parents = machine.iterate(options.get("parents", ()))
        for parent in (parents,) if isinstance(parents, Unknown) else parents:
            if not isinstance(parent, Instance):
                _may_have_more(machine, self)
                continue
            for name, value in _options(parent).items():
                machine.write(known, name, value)
                machine.write(_declared(self), name, _declared(parent).get(name, COMMAND_LINE))

    @method("__forget__")
    def _forget(machine: Machine, self: Instance, reason: Unknown) -> None:
        _may_have_more(machine, self)

    @method("add_argument", changes=True)
    def _add_argument(machine: Machine, self: Instance, *flags: Any, **given: Any) -> Any:
        name = _destination(flags, given.get("dest"))
        default = _default(machine, flags, given)
        if name is not None and default != SUPPRESS:
            machine.write(_options(self), name, default)
            usual = all(isinstance(flag, str) for flag in flags) and flags != ()
            declared = (flags, {key: machine.plain(value) for key, value in given.items() if key in _READ})
            machine.write(_declared(self), name, declared if usual else COMMAND_LINE)
        elif name is None:
            _may_have_more(machine, self)
        return Opaque(COMMAND_LINE, False)

    @method("set_defaults", changes=True)
    def _set_defaults(machine: Machine, self: Instance, **defaults: Any) -> None:
        for name, value in defaults.items():
            machine.write(_options(self), name, value)

    @method("get_default")
    def _get_default(machine: Machine, self: Instance, dest: Any) -> Any:
        known = _options(self)
        return known.get(dest, known.get(NAMELESS)) if isinstance(dest, str) else COMMAND_LINE

    @method("add_argument_group")
    @method("add_mutually_exclusive_group")
    def _group(machine: Machine, self: Instance, *names: Any, **options: Any) -> Any:
        group = Instance(self.cls)
        group.hidden[OPTIONS], group.hidden[DECLARED] = _options(self), _declared(self)
        return group

    @method("add_subparsers")
    def _subparsers(machine: Machine, self: Instance, *names: Any, dest: Any = None, **options: Any) -> Any:
        if isinstance(dest, str):
            machine.write(_options(self), dest, COMMAND_LINE)
        machine.write(_declared(self), "the subcommand", COMMAND_LINE)
        return _group(machine, self)

    @method("add_parser")
    def _add_parser(machine: Machine, self: Instance, *names: Any, **options: Any) -> Any:
        return _group(machine, self)

    @method("parse_args")
    def _parse_args(machine: Machine, self: Instance, args: Any = None, namespace_: Any = None) -> Any:
        made = namespace_ if isinstance(namespace_, Instance) else Instance(namespace)
        given = () if args is None else machine.iterate(args)
        if isinstance(given, Unknown):
            # `parse_args(sys.argv[1:])` is `parse_args()` in other words.
            found: dict[str, Any] | None = {} if given.reason == COMMAND_LINE.reason else None
        else:
            found = _parsed(machine, self, given) if given else {}
        for name, value in _options(self).items():
            machine.write(made.attributes, name, COMMAND_LINE if found is None else found.get(name, value))
        return made

    @method("parse_known_args")
    def _parse_known_args(machine: Machine, self: Instance, args: Any = None, namespace_: Any = None) -> Any:
        return _parse_args(machine, self, args, namespace_), machine.new_list(COMMAND_LINE)

    @method("print_help")
    @method("print_usage")
    @method("register")
    def _nothing(machine: Machine, self: Instance, *arguments: Any, **options: Any) -> None:
        return None

    @method("error")
    def _error(machine: Machine, self: Instance, message: Any) -> Any:
        machine.throw("SystemExit", "2")

    return Class("ArgumentParser", (), method.names, module="argparse")


def names(module: str) -> dict[str, Any]:
    namespace = namespace_class("Namespace", "argparse")
    return {
        "BooleanOptionalAction": BOOLEAN_OPTIONAL,
        "ArgumentParser": _parser_class(namespace),
        "Namespace": namespace,
        "SUPPRESS": SUPPRESS,
    }
