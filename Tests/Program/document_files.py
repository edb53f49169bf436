"""Documents of every kind, and hostile ones, as bytes."""

import io
import zipfile


def archive(files, method=zipfile.ZIP_DEFLATED):
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w", method) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return bytes_.getvalue()


def docx(*paragraphs):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'})


def pptx(*slides):
    files = {
        "ppt/presentation.xml": '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>' + "".join(
            f'<p:sldId id="{256 + number}" r:id="r{number}"/>' for number in range(len(slides))) + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": "<Relationships>" + "".join(
            f'<Relationship Id="r{number}" Target="slides/s{number}.xml"/>' for number in range(len(slides))) + "</Relationships>",
    }
    for number, text in enumerate(slides):
        files[f"ppt/slides/s{number}.xml"] = (
            f'<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:sld>')
    return archive(files)


def xlsx(*rows):
    cells = "".join("<row>" + "".join(f'<c t="str"><v>{value}</v></c>' for value in row) + "</row>" for row in rows)
    return archive({
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="Stock" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
    })


def epub(*chapters):
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
        "book.opf": "<package><manifest>" + "".join(
            f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>' for number in range(len(chapters)))
        + "</manifest><spine>" + "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters))) + "</spine></package>",
    }
    for number, text in enumerate(chapters):
        files[f"c{number}.xhtml"] = f"<html><body><h1>Chapter {number + 1}</h1><p>{text}</p></body></html>"
    return archive(files)


def pdf(*pages, encrypted=False):
    """One line of text a page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", None, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    more = b""
    if encrypted:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"5a" * 32, b"a5" * 32))
        more = b"/Encrypt %d 0 R /ID [<%s> <%s>] " % (len(objects), b"00" * 16, b"00" * 16)
    result = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(result)
    result += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    result += b"".join(b"%010d 00000 n \n" % place for place in places)
    return result + b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, more, start)


def bomb(megabytes=400):
    """A document that is small until it is unpacked."""
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        with target.open("word/document.xml", "w") as entry:
            for _ in range(megabytes):
                entry.write(bytes(1 << 20))
    return bytes_.getvalue()
