"""What holds for every module of the room: documentation, imports, determinism."""

import ast
import hashlib
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pmbridge import craft
from pmbridge.craft._draws import Draws

FOLDER = Path(craft.__file__).parent
TOPICS = sorted(name for _, name, _ in pkgutil.iter_modules([str(FOLDER)]) if name[0] != "_")
MODULES = {name: importlib.import_module(f"pmbridge.craft.{name}") for name in TOPICS}
FUNCTIONS = {
    f"{topic}.{name}": function
    for topic, module in MODULES.items()
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}


def test_the_front_page_names_every_topic():
    assert all(f"``{topic}``" in craft.__doc__ for topic in TOPICS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstrings_say_what_goes_in_what_comes_out_what_fails_and_who_says_so(name):
    function = FUNCTIONS[name]
    text = inspect.getdoc(function)
    for section in ("Parameters", "Returns", "Raises", "Source"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text, f"{name} lacks {section}"
    described = text.split("Parameters\n", 1)[1].split("\nReturns\n", 1)[0]
    for parameter in inspect.signature(function).parameters:
        assert parameter in described, f"{name} does not describe {parameter}"
    assert function.__annotations__.get("return"), f"{name} does not say its type"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_only_numpy_pandas_and_the_standard_library(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            assert top in {"numpy", "pandas"} | sys.stdlib_module_names or (
                name.startswith("pmbridge.craft")
            ), f"{path.name} imports {name}"


def test_importing_the_room_loads_nothing_else_of_the_package():
    code = (
        "import sys, importlib, pkgutil, pmbridge.craft as craft\n"
        "for _, name, _ in pkgutil.iter_modules(craft.__path__):\n"
        "    importlib.import_module('pmbridge.craft.' + name)\n"
        "print([m for m in sys.modules if m.startswith('pmbridge.') and '.craft' not in m])\n"
        "print([m for m in ('scipy', 'statsmodels', 'networkx') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_uniform_numbers_come_from_raw_integers():
    raw = np.random.PCG64(20).random_raw(5)
    expected = [(int(value) >> 11) * 2.0**-53 for value in raw]
    assert Draws(20).uniform(5).tolist() == expected


def test_the_streams_never_change():
    digest = hashlib.sha256(Draws(2026).uniform(1000).tobytes()).hexdigest()
    assert digest == "fb7a48537481e6c14b1b4b5a303d73580c30f4d6ede437b54c8723810126cfbe"
    assert Draws(2026).positions(40, 8).tolist() == [7, 25, 18, 14, 14, 31, 36, 7]


def test_uniform_numbers_look_uniform():
    draws = Draws(1).uniform(100, 100)
    assert draws.shape == (100, 100)
    assert 0 <= draws.min() < draws.max() < 1
    assert abs(draws.mean() - 0.5) < 0.01
    assert set(Draws(1).positions(3, 500)) == {0, 1, 2}
