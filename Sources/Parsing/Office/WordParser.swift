/// DOCX: paragraphs, headings by their styles, lists, tables, and pages where Word noted them.
struct WordParser {
    private struct Paragraph {
        var text = ""
        var style: String?
        var level: Int?
        var isList = false
        var page: Int?
    }

    private let styles: WordStyles
    /// Word notes where its last layout broke pages; without that only breaks that somebody made are known.
    private let countsLayout: Bool
    private var paragraph = Paragraph()
    private var depth = 0
    private var tables = 0
    private var cells: [String] = []
    private var cell = ""
    private var rowIsHeader = false
    private var rows = 0
    /// Inside what is not shown: deleted text, or the second form of a drawing.
    private var hidden = 0
    private var isInText = false
    private var isInRun = false
    private var runIsHidden = false
    /// Whether something is behind the letters, so that white ones are seen.
    private var isShaded = false
    private var page: Int?

    /// - Returns: how many pages there are, when the document tells.
    static func parse(_ archive: ZIPArchive, into output: inout BlockOutput) throws -> Int? {
        let content = try archive.unpack("word/document.xml")
        var parser = WordParser(
            styles: try WordStyles(try archive.unpackIfPresent("word/styles.xml")),
            countsLayout: content.contains(text: "lastRenderedPageBreak"), hasBreaks: content.contains(text: "\"page\""))
        let reader = try XMLReader(content, what: "its text")
        while let event = try reader.next() { try parser.take(event, reader, into: &output) }
        return parser.page
    }

    private init(styles: WordStyles, countsLayout: Bool, hasBreaks: Bool) {
        self.styles = styles
        self.countsLayout = countsLayout
        page = countsLayout || hasBreaks ? 1 : nil
    }

    private static let hides: Set<String> = ["del", "moveFrom", "Fallback"]

    private mutating func take(_ event: XMLReader.Event, _ reader: XMLReader, into output: inout BlockOutput) throws {
        switch event {
        case .start(let name) where Self.hides.contains(name): hidden += 1
        case .end(let name) where Self.hides.contains(name): hidden -= 1
        case .start(let name): try start(name, reader)
        case .end(let name): try end(name, into: &output)
        case .text(let text):
            guard isInText, hidden == 0 else { return }
            if runIsHidden { output.hide(text) } else { paragraph.text += text }
        }
    }

    private mutating func start(_ name: String, _ reader: XMLReader) throws {
        switch name {
        case "p":
            // A text box stands inside the paragraph to which it belongs.
            if depth == 0 {
                paragraph = Paragraph(page: page)
                isShaded = tables > 0
            } else {
                paragraph.text += "\n"
            }
            depth += 1
        case "r":
            isInRun = true
            runIsHidden = false
        case "vanish": if isInRun, reader.attribute("val") != "false", reader.attribute("val") != "0" { runIsHidden = true }
        case "shd", "highlight": isShaded = true
        case "color":
            if isInRun, !isShaded, ["FFFFFF", "FEFEFE"].contains(reader.attribute("val")?.uppercased()) { runIsHidden = true }
        case "sz": if isInRun, let size = reader.attribute("val").flatMap({ Int($0) }), size <= 3 { runIsHidden = true }
        case "pStyle": paragraph.style = reader.attribute("val")
        case "outlineLvl": paragraph.level = reader.attribute("val").flatMap { Int($0) }.flatMap { $0 < 9 ? $0 + 1 : nil }
        case "numPr": paragraph.isList = true
        case "t": isInText = true
        case "tab", "ptab": if isInRun, hidden == 0 { paragraph.text += "\t" }
        case "noBreakHyphen": if hidden == 0 { paragraph.text += "-" }
        case "cr": if hidden == 0 { paragraph.text += "\n" }
        case "br":
            if reader.attribute("type") == "page" {
                if !countsLayout { turnPage() }
            } else if hidden == 0 {
                paragraph.text += "\n"
            }
        case "lastRenderedPageBreak": turnPage()
        case "tbl":
            tables += 1
            if tables == 1 { rows = 0 }
        case "tr":
            if tables == 1 {
                cells = []
                rowIsHeader = rows == 0
            }
        case "tc": if tables == 1 { cell = "" }
        default: break
        }
    }

    private mutating func turnPage() {
        page = (page ?? 1) + 1
        if paragraph.text.allSatisfy(\.isWhitespace) { paragraph.page = page }
    }

    private mutating func end(_ name: String, into output: inout BlockOutput) throws {
        switch name {
        case "t": isInText = false
        case "r": isInRun = false
        case "p":
            depth = max(0, depth - 1)
            guard depth == 0 else { return }
            if tables > 0 { cell += " " + paragraph.text } else { try put(into: &output) }
        case "tc": if tables == 1 { cells.append(cell.collapsed) }
        case "tr":
            guard tables == 1, cells.contains(where: { !$0.isEmpty }) else { return }
            output.page = page
            rows += 1
            try output.put(rowIsHeader ? .header : .row, cells.joined(separator: " | "), after: "\n")
        case "tbl":
            tables = max(0, tables - 1)
        default: break
        }
    }

    private func put(into output: inout BlockOutput) throws {
        let text = paragraph.text.trimmed
        guard !text.isEmpty else { return }
        output.page = paragraph.page ?? page
        if let level = paragraph.level ?? paragraph.style.flatMap({ styles.levels[$0] }) {
            try output.put(.heading, text, level: level, title: text.collapsed)
        } else if paragraph.isList {
            try output.put(.list, text, after: "\n")
        } else {
            try output.put(.paragraph, text)
        }
    }
}

/// Which of a document's styles are headings.
struct WordStyles {
    /// By the style's identifier, 1 for the highest.
    private(set) var levels: [String: Int] = [:]

    init(_ content: [UInt8]?) throws {
        guard let content else { return }
        let reader = try XMLReader(content, what: "its styles")
        var parents: [String: String] = [:]
        var id: String?
        while let event = try reader.next() {
            switch event {
            case .start("style"): id = reader.attribute("styleId")
            case .end("style"): id = nil
            case .start("name"):
                let name = reader.attribute("val")?.lowercased() ?? ""
                guard let id else { continue }
                if name == "title" { levels[id] = 1 }
                if name.hasPrefix("heading "), let level = Int(name.dropFirst(8)), (1...9).contains(level) { levels[id] = level }
            case .start("basedOn"): if let id { parents[id] = reader.attribute("val") }
            case .start("outlineLvl"):
                if let id, let level = reader.attribute("val").flatMap({ Int($0) }), (0...8).contains(level) {
                    levels[id] = level + 1
                }
            default: break
            }
        }
        for style in parents.keys where levels[style] == nil {
            var parent = parents[style]
            for _ in 0..<10 {
                guard let name = parent else { break }
                if let level = levels[name] {
                    levels[style] = level
                    break
                }
                parent = parents[name]
            }
        }
    }
}

extension [UInt8] {
    func contains(text: String) -> Bool {
        let part = Array(text.utf8)
        guard let first = part.first, count >= part.count else { return false }
        return withUnsafeBufferPointer { bytes in
            (0...bytes.count - part.count).contains { bytes[$0] == first && bytes[$0..<$0 + part.count].elementsEqual(part) }
        }
    }
}
