"""Small files in every format, made here; nothing in them is a report."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

import docx
import pypdf

ENGLISH = (
    "Fighters attacked an army convoy near the border on Monday and killed twelve soldiers. The army said that it had pushed "
    "them back. Two diplomats said that instructors from abroad have been in the capital since January."
)
FRENCH = (
    "Des combattants ont attaqué lundi un convoi de l'armée près de la frontière et tué douze soldats. L'armée a déclaré les "
    "avoir repoussés. Selon deux diplomates, des instructeurs étrangers sont dans la capitale depuis janvier."
)
ARABIC = (
    "هاجم مسلحون يوم الاثنين قافلة للجيش قرب الحدود وقتلوا اثني عشر جنديا. وقال الجيش إنه صد المهاجمين وإن القتال انتهى في المساء."
)

PAGE = """<!doctype html>
<html lang="en"><head><title>Convoy attacked</title>
<meta property="og:site_name" content="Sample Wire"><meta name="author" content="A. Nobody">
<meta property="article:published_time" content="2024-06-04T10:00:00Z"><script>var x = "never read";</script></head>
<body><nav><a href="/">Home</a> <a href="/more">More news</a></nav>
<article><h1>Convoy attacked</h1><p>{text}</p><p>The talks went on in the evening, a spokesman said in the capital.</p></article>
<footer>All rights reserved by nobody</footer></body></html>
"""

MAIL = """From: Press Office <press@example.org>
To: desk@example.org
Subject: =?utf-8?q?Convoy_near_S=C3=A9gou?=
Date: Tue, 4 Jun 2024 23:30:00 +0200
Message-ID: <{number}@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Sample Feed</title>
<item><title>One &amp; only</title><link>https://example.org/1</link><guid>one</guid>
<pubDate>Tue, 04 Jun 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description></item>
<item><title>Empty</title></item></channel></rss>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Sample Atom</title>
<entry><id>urn:1</id><title>First</title><updated>2024-06-04T10:00:00Z</updated><author><name>A. Nobody</name></author>
<summary>Short.</summary><content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry></feed>
"""


def pdf_of(pages: Sequence[Sequence[str]], *, picture: bool = False, title: str = "") -> bytes:
    """A PDF with these lines on its pages, and a picture on each where asked for."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
                            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
                            b"/Length 1 >>\nstream\nx\nendstream"]  # fmt: skip
    kids = []
    for lines in pages:
        escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
        drawn = "BT /F1 10 Tf 50 800 Td 12 TL " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
        content = drawn.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        shown = b"/XObject << /P 4 0 R >>" if picture else b""
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> %s >> >>"
                       % (len(objects), shown))  # fmt: skip
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) /CreationDate (D:20240604100000Z) >>" % title.encode())
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def locked_pdf(password: str, owner: str) -> bytes:
    """A PDF that is encrypted; with an empty password everybody can read it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of([[ENGLISH]])))
    writer.encrypt(password, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx_of(*paragraphs: str, title: str = "", cells: Sequence[str] = (), made: datetime | None = None, author: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cells:
        table = document.add_table(1, len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
    document.core_properties.title = title
    if made:
        document.core_properties.created, document.core_properties.author = made, author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_of(files: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
