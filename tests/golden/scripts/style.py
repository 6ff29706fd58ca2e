#!/usr/bin/env python3
"""Length and Markdown of texts by markdown-it-py, regex and uniseg -> ../style.json.

Markdown as CommonMark has it; characters are extended grapheme clusters, words those segments of
Unicode Standard Annex 29 that hold a letter or a digit.
"""
import json, os, random
import markdown_it, regex, uniseg
from markdown_it import MarkdownIt
from uniseg.wordbreak import words

ANSWER = """# Sorting

There are **three** common ways to sort a list in *Python*:

1. `sorted(xs)` returns a new list
2. `xs.sort()` sorts **in place**
   - it returns `None`
   - it is **stable**
3. `heapq` for the *k* smallest

```python
# not a heading
xs = [3, 1, 2]
print(sorted(xs))  # **no bold**
```

See [the docs](https://docs.python.org/3/howto/sorting.html) or <https://docs.python.org>.
"""
TEXTS = [
    "", "word", "Two words.", "It's 3.14, e.g. naïve café’s 1,000 §5!", "don't can’t o'clock re-do",
    ANSWER, ANSWER * 3, ANSWER.replace("\n", "\r\n"),
    "# One\n## Two ##\n###Three is none\n#\n####### seven is none\n\nFour\n====\n\nFive\n---\n",
    "**a** __b__ ***c*** **d*e*f** ** no ** \\*\\*no\\*\\* **no\n\nend** **über**s",
    "- a\n- b\n\n  more of b\n- c\n    - d\n        1) e\n* f\n+ g\n7. h\n\n1986\\. none\n",
    "- [ ] open\n- [x] done\n\n---\n***\n___\n",
    "```\nopen to the end\n# no\n- no",
    "~~~text\na\n~~~\n\n    indented\n    code\n\n`inline`\n\n````\n```\n````\n",
    "> # quoted\n> - item\n> > **bold**\n> ```\n> code\n> ```\nlazy\n",
    "[a](b) [c](<d e> 'f') [g][h] [h] [none] ![img](i.png) [![both](i.png)](j)\n\n[h]: /url \"t\"\n",
    "<https://a.b> <me@x.org> https://bare.none www.none.org [x](http://y.z) \\[no](no)",
    "<div>\n**not bold**\n</div>\n\n<b>html</b> **bold**\n\n<!-- # no\n- no -->\n",
    "| a | b |\n|---|---|\n| **c** | [d](e) |\n",
    "Line  \nbreak\\\nand &amp; &#35; &copy; # none",
    "日本語の文章です。**太字** と # 見出しではない\n\n# 見出し\n",
    "한국어 문장입니다. ไทยไม่มีช่องว่าง العربية עברית हिन्दी में पाठ",
    "👍🏽 👨‍👩‍👧‍👦 🇩🇪🇫🇷 e\u0301 a\u0308\u0304 \u200b zero",
    "a\u0000b \ufffd \ufeff tab\there", "\t\tcode by tabs\n\n\ttoo\n", "a\n\n\n\n\nb\n   \n c",
    "* * *\n- - -\n*\n-\n1.\n", "1. one\n1. one\n3. three\n\n<!-- -->\n\n1. new\n",
    "***\n**bold**text** **a**b**c**\n", "*(**foo**)* **foo, [bar**](x)** _a __b__ c_",
    "Setext of\ntwo **lines**\n===\n- Foo\n---\n", "    - code not list\n\n -  list\n\n      par\n",
    "x = y * z * w and a_b_c_d __init__ and f(**kwargs) **kw** 2 ** 3 ** 4",
    "$a_1 * b_2 * c_3$ and $$\\sum_{i=1}^n x_i$$ **so**",
    "[" * 50 + "a" + "](b)" * 50, "*a _b " * 40, "> " * 40 + "deep", "- " * 30 + "deep",
    "1. **Step**: do\n\n   ```sh\n   ls\n   ```\n\n2. **Next**: [go](here)\n   * sub **x**\n",
]


def random_texts(count):
    """Pieces of Markdown at random, most of it broken."""
    pieces = ["# ", "## ", "**", "__", "*", "_", "- ", "1. ", "```\n", "`", "\n", "\n\n", "[a](b)", "[", "]",
              "(c)", "> ", "    ", "word ", "two words ", "é", "日本", "<https://x.y>", "\\", "---\n", "===\n", "|", "é’s "]
    generator = random.Random(20251121)
    return ["".join(generator.choice(pieces) for _ in range(generator.randint(3, 60))) for _ in range(count)]


def walk(tokens):
    for token in tokens:
        yield token
        yield from walk(token.children or [])


def counts(text):
    text = text.strip(" \t\n\r\x0c")
    kinds = [token.type for token in walk(MarkdownIt("commonmark", {"maxNesting": 1000}).parse(text))]
    return dict(
        characters=len(regex.findall(r"\X", text)),
        words=sum(1 for word in words(text) if any(c.isalnum() for c in word)),
        headers=kinds.count("heading_open"), lists=kinds.count("list_item_open"), bold=kinds.count("strong_open"),
        code=kinds.count("fence") + kinds.count("code_block"), links=kinds.count("link_open"),
    )


here = os.path.dirname(os.path.abspath(__file__))
json.dump(dict(
    made_by="scripts/style.py",
    versions={"markdown-it-py": markdown_it.__version__, "regex": regex.__version__, "uniseg": uniseg.__version__},
    texts=[dict(text=text, **counts(text)) for text in TEXTS + random_texts(60)],
), open(f"{here}/../style.json", "w"), indent=1)
