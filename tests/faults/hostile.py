"""What somebody might put where a text belongs, to run, to lead away, to break the layout or the file it lands in."""

ELSEWHERE = "evil.example"  # a name that no server answers to: asking for it shows in the browser's requests
LONG = "Wide" * 2560  # 10,240 letters without a place to break
BIDI = "\u202egnp.exe\u2066 \u200fabc\u200b\ufeff"

MARKUP = (
    "<script>window.hacked=1;alert(1)</script>",
    "<img src=x onerror=\"window.hacked=1;alert('img')\">",
    f"<iframe src='https://{ELSEWHERE}/frame'></iframe>",
    '<a href="javascript:window.hacked=1">click</a><svg onload=window.hacked=1>',
    "\"'></title></style></textarea><script>window.hacked=1</script>",
    "<!-- <b>bold</b> &lt;i&gt; &amp;",
    "&#60;script&#62;window.hacked=1&#60;/script&#62;",
)
# The words that end in "canary" are never alone in a text: alone on a page, their Markdown has been interpreted.
MARKDOWN = (
    f"![imgcanary](https://{ELSEWHERE}/i.png)",
    "[jscanary](javascript:window.hacked=1)",
    f"[linkcanary](https://{ELSEWHERE}) https://{ELSEWHERE}/ www.{ELSEWHERE}",
    f"<https://{ELSEWHERE}> me@{ELSEWHERE}",
    ":material/skull: :red[redcanary] :rainbow[rainbowcanary] :smile: :blue-badge[badgecanary]",
    "$\\frac{1}{2}$ $$x^2$$",
    "# Head **boldcanary** _italiccanary_ ~~strikecanary~~ `codecanary` \\* | a | b |",
    "```\nfencecanary\n```",
    "- item\n> quotecanary",
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    f'=HYPERLINK("https://{ELSEWHERE}","click")',
    "＝1+1",
)
PLACES = ("{placeholder}", "{0}", "{", "}}{", "%s %(name)s %", "${HOME} $name", "%00 %0d%0aSet-Cookie: a=b")
SQL = ("'; drop table order_rows; --", '"; drop table imports; --', "1 or 1=1", "'' \"\" ``", "$name", "?", ":1")
PATHS = ("../../etc/passwd", "..\\..\\windows", "/etc/x", "C:\\x", "file\0name", "CON", ".", "~/x", "a/b", "*[x]?")
LETTERS = (
    BIDI,
    "\u202eRTL\u202c",
    "שלום עולם",
    "مرحبا \u0661\u0662",
    "a\u0300\u0301\u0302" * 40,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\U000e0041\U0010fffd",
    "\ufeff",
    "\u200b",
    "\u2028\u2029\x85",
    "\ufffe\uffff",
    "ﷺ" * 20,
    "İıſK",
)
CONTROLS = ("a\0b", "\x01\x02\x1b[31mred\x1b[0m", "\x07\x08\x7f", "a\tb", "a\r\nb", "\x1a", "\x1f|\x1f")
SURROGATES = ("a\ud800b", "\udcff", "\udfff\ud800")

TEXTS = (*MARKUP, *MARKDOWN, *FORMULAS, *PLACES, *SQL, *PATHS, *LETTERS, *CONTROLS)
