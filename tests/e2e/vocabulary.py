"""What the code, the stubs and the guide say of the vocabulary, as the tests read it there."""

import re

import support

CORE = support.SOURCE / "core"
PRELUDE = support.SOURCE / "scripts" / "prelude"
STUBS = support.SOURCE / "scripts" / "stubs" / "tend.lua"
GUIDE = (support.SOURCE / "plugins" / "README.md").read_text(encoding="utf-8")


def source(path):
    return (CORE / path).read_text(encoding="utf-8")


def number(path, name):
    """The value of an enum member or a constant: NAME = 32 << 20."""
    found = re.search(rf"\b{name} = ([\d.* <]+)", source(path))
    return eval(found[1])  # digits and operators


def verbs():
    """Of each verb of the vocabulary: its permission, and its fields as name -> (type, required, least, most)."""
    text = source("wire/verbs.c")
    sizes = {name: number("wire/verbs.c", name) for name in ("text_most", "line_most", "name_most")}
    text = text.replace("WITHIN,", '{"within", WIRE_NUMBER, false, 0, 366 * 86400.0},')
    text = text.replace("WITHIN}", '{"within", WIRE_NUMBER, false, 0, 366 * 86400.0}}')
    text = text.replace("REQUEST", '{"id", WIRE_INTEGER, true, 1, 1e15}')
    found = {}
    for entry in re.split(r"\n    \[WIRE_\w+\] = ", text.split("wire_verbs[WIRE_VERBS] = {")[1])[1:]:
        head = re.match(r'\{"([\w.]+)", [\w |]+, WIRE_(\w+), (true|false)', entry)
        if not head or head[3] == "false":
            continue
        fields = re.findall(r'\{"(\w+)", WIRE_(\w+), (true|false), ([^,{}]+), ([^,{}]+)\}', entry)
        found[head[1]] = (head[2], {name: (kind, needed == "true", eval(least), eval(most, {}, sizes))
                                    for name, kind, needed, least, most in fields})
    return found


def table_rows(text):
    """The cells of the rows of Markdown tables, without their rules."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("- ")]


def guide_section(title):
    return GUIDE.split(f"\n{title}\n", 1)[1].split("\n## ", 1)[0]


def guide_calls():
    """Of each heading of the reference: what stands below it."""
    parts = re.split(r"^### `([\w.]+)\((.*)\)`\n", guide_section("## The words"), flags=re.M)
    return {name: (arguments, text) for name, arguments, text in zip(parts[1::3], parts[2::3], parts[3::3])}


def stub_calls():
    """Of each function of the stubs: its arguments, and the options that their classes have."""
    text = STUBS.read_text(encoding="utf-8")
    classes = {name: set(re.findall(r"^---@field (\w+)", fields, re.M))
               for name, fields in re.findall(r"^---@class ([\w.]+).*\n((?:---@field .*\n)*)", text, re.M)}
    calls = {}
    for comment, name, arguments in re.findall(r"((?:^---.*\n)*)^function ([\w.]+)\((.*)\) end$", text, re.M):
        params = "\n".join(re.findall(r"^---@param (\S+ \S+)", comment, re.M))
        options = [classes[word] for word in re.findall(r"tend\.\w+", params) if word in classes]
        calls[name] = (arguments, set().union(*options), comment)
    return calls
