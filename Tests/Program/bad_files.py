"""Files that were made to do harm, or by accident: what each is called, its bytes, and what is to be said of it.

The code is the reason for which it is refused; None where it is read, and then the test says what must and must not be found in it.
"""

import io
import struct
import zipfile
import zlib

from document_files import archive, bomb, docx, epub, pdf, xlsx

WORD = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'
LAUGHS = "".join(f'<!ENTITY l{n} "{"&l%d;" % (n - 1) * 10}">' for n in range(1, 10))


def packed_zeros(name, megabytes, more=None):
    """An archive whose entry is small until it is unpacked."""
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for other, content in (more or {}).items():
            target.writestr(other, content)
        with target.open(name, "w") as entry:
            for _ in range(megabytes):
                entry.write(b" " * (1 << 20))
    return bytes_.getvalue()


def lying_bomb():
    """Says of its entry that it is small."""
    content = bytearray(packed_zeros("word/document.xml", 400))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.find(mark)
        content[place + offset:place + offset + 4] = struct.pack("<I", 1000)
    return bytes(content)


def locked(name):
    """An archive whose entries say that they are encrypted."""
    content = bytearray(archive({name: "<d/>"}))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(mark) + offset] |= 1
    return bytes(content)


def compound(stream):
    """What Office writes with a password: a compound file that names the encrypted package in it."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024) + stream.encode("utf-16-le") + bytes(1024)


def many_files(count):
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w") as target:
        for number in range(count):
            target.writestr(f"{number}", b"")
        target.writestr("word/document.xml", WORD.format("text"))
    return bytes_.getvalue()


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(
        b"IEND", b"")


def scripts():
    return """<html><head><title>A <script>alert(1)</script></title><script>secret()</script><style>p{color:red}</style></head>
    <body onload="secret()"><p onclick="secret()">The violin is red.</p><img src=x onerror=secret()><iframe src="javascript:secret()">secret()</iframe>
    <svg><script>secret()</script></svg><a href="javascript:secret()">a link</a></body></html>"""


BAD = {
    "truncated.pdf": (lambda: pdf("text")[:300], "truncated"),
    "trailing.pdf": (lambda: pdf("text")[:-300] + b"%%EOF", "damaged"),
    "locked.pdf": (lambda: pdf("text", encrypted=True), "password_protected"),
    "locked.docx": (lambda: compound("EncryptedPackage"), "password_protected"),
    "locked.xlsx": (lambda: locked("xl/workbook.xml"), "password_protected"),
    "old.doc": (lambda: compound("WordDocument"), "unsupported_format"),
    "pictures.pdf": (lambda: pdf("", "", ""), "no_text"),
    "bomb.docx": (bomb, "zip_bomb"),
    "lying.docx": (lying_bomb, "zip_bomb"),
    "bomb.xlsx": (lambda: packed_zeros("xl/sharedStrings.xml", 400, {"xl/workbook.xml": "<w/>"}), "zip_bomb"),
    "bomb.epub": (lambda: packed_zeros("c.xhtml", 400, {"META-INF/container.xml": "<c/>"}), "zip_bomb"),
    "nested.zip": (lambda: archive({"a.zip": archive({"b.zip": packed_zeros("c", 50)})}), "unsupported_format"),
    "nested.docx": (lambda: archive({"word/document.xml": WORD.format("The violin is red."), "word/a.zip": packed_zeros("c", 50)}), None),
    "many.docx": (lambda: many_files(100_000), "too_large"),
    "paths.docx": (lambda: archive({"word/document.xml": WORD.format("x"), "../../../tmp/evil": "x"}), "unsafe_name"),
    "drive.xlsx": (lambda: archive({"xl/workbook.xml": "<w/>", "C:\\evil": "x"}), "unsafe_name"),
    "laughs.docx": (lambda: archive({"word/document.xml": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>' + WORD.format("&l9;")}), "damaged"),
    "quadratic.docx": (
        lambda: archive({"word/document.xml": f'<!DOCTYPE d [<!ENTITY a "{"a" * 100_000}">]>' + WORD.format("&a;" * 100_000)}), "no_text"),
    "outside.docx": (
        lambda: archive({"word/document.xml": '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + WORD.format("&a;")}), "no_text"),
    "outside.epub": (
        lambda: epub('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><p>The violin is red.</p>'), None),
    "deep.docx": (lambda: archive({"word/document.xml": "<a>" * 100_000}), "damaged"),
    "program.txt": (lambda: b"\x7fELF\x02\x01\x01" + bytes(5000), "not_text"),
    "noise.txt": (lambda: bytes(range(256)) * 64, "not_text"),
    "picture.png": (png, "unsupported_format"),
    "picture.md": (png, "not_text"),
    "page.pdf": (lambda: b"<html><body>no PDF</body></html>", "damaged"),
    "empty.txt": (lambda: b"", "no_text"),
    "blank.md": (lambda: b" \n\t\n" * 1000, "no_text"),
    "marks.html": (lambda: b"<html><body><p> </p></body></html>", "no_text"),
    "line.txt": (lambda: b"The violin is red. " + b"a" * 10_000_000, None),
    "lines.txt": (lambda: b"The violin is red.\n" + b"\n" * 3_000_000, None),
    "scripts.html": (scripts, None),
    "deep.html": (lambda: "<div>" * 100_000 + "The violin is red." + "</div>" * 100_000, "damaged"),
    "open.html": (lambda: "<b><i><table><tr><td>" * 20_000 + "The violin is red.", "damaged"),
    "commas.csv": (lambda: b"The violin is red.," + b"," * 2_000_000, None),
    "quote.csv": (lambda: b'a,b\n"The violin is red.,' + b"x\n" * 200_000, None),
    "fences.md": (lambda: "The violin is red.\n\n" + "```\n" * 100_001, None),
    "quotes.md": (lambda: ">" * 100_000 + " The violin is red.", None),
    "cut.txt": (lambda: b"The violin is red. \xf0\x9f\x8e", None),
    "mixed.txt": (lambda: b"The violin is red. \xff\xfe\x80\xe4\n" * 3, None),
    "latin.txt": (lambda: "The violin is red. Die Geige ist schön, größer und älter.".encode("latin-1"), None),
    "greek.txt": (lambda: ("The violin is red. " + "Το βιολί είναι κόκκινο. " * 20).encode("iso8859-7"), None),
    "wide.txt": (lambda: "The violin is red.".encode("utf-16"), None),
    "wide-be.txt": (lambda: "The violin is red.".encode("utf-16-be"), None),
    "half.txt": (lambda: "The violin is red.".encode("utf-16")[:-1], None),
    "surrogate.txt": (lambda: b"\xff\xfe" + "The violin is red.".encode("utf-16-le") + b"\x00\xd8a\x00", None),
    "zero.md": (lambda: b"The violin\0 is red.\n" + b"text " * 2000, "not_text"),
}
