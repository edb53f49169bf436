package import Parsing

/// A passage before it has a number.
package struct Chunk: Sendable, Hashable {
    package var headings: [String]
    /// Unicode scalars into the kept text, half open.
    package var start: Int
    package var end: Int
    package var page: Int?
    package var text: String
}

/// Cuts a document into passages along its own structure: never over a heading or a page, tables between rows, paragraphs
/// between sentences, and never within a character.
package struct Chunker {
    /// What is not cut any further.
    struct Unit {
        var range: Range<String.Index>
        /// In scalars.
        var start: Int
        var end: Int
        var weight: Int
        /// The names of the columns, for a row of a table.
        var header: String?
    }

    private let settings: ChunkSettings
    private let text: String
    private var chunks: [Chunk] = []
    private var headings: [(level: Int, title: String)] = []
    /// A heading under which nothing stands yet.
    private var bare: Unit?
    private var units: [Unit] = []
    private var page: Int?
    private var header: String?

    /// - Returns: in their order; each one's text is what stands at its place in the document's.
    package static func chunks(of document: ParsedDocument, _ settings: ChunkSettings = ChunkSettings()) -> [Chunk] {
        var chunker = Chunker(settings: settings, text: document.text)
        chunker.cut(document.blocks)
        return chunker.chunks
    }

    private init(settings: ChunkSettings, text: String) {
        self.settings = settings
        self.text = text
    }

    private mutating func cut(_ blocks: [Block]) {
        var index = text.startIndex
        var offset = 0
        for block in blocks {
            let end = text.utf8.index(index, offsetBy: block.text.utf8.count)
            let measured = Self.measure(text[index..<end])
            let unit = Unit(range: index..<end, start: offset, end: offset + measured.scalars, weight: measured.weight)
            if block.text.contains(where: { !$0.isWhitespace }) { take(block, unit) }
            index = text.utf8.index(end, offsetBy: block.after.utf8.count)
            offset = unit.end + block.after.unicodeScalars.count
        }
        endSection()
        emitBareHeading()
    }

    private mutating func take(_ block: Block, _ unit: Unit) {
        if block.page != page {
            endSection()
            emitBareHeading()
            page = block.page
        }
        if block.kind != .row { header = nil }
        switch block.kind {
        case .heading:
            endSection()
            let level = block.level ?? 1
            // One with others under it needs no passage of its own.
            if let last = headings.last, last.level >= level { emitBareHeading() }
            headings.removeAll { $0.level >= level }
            headings.append((level, Self.short(block.title ?? block.text)))
            bare = unit
            return
        case .header: header = Self.short(block.title ?? block.text)
        case .code, .list, .paragraph, .row: break
        }
        bare = nil
        var unit = unit
        if block.kind == .row { unit.header = header }
        if unit.weight <= settings.size {
            units.append(unit)
        } else {
            let splits = SentenceSplitter(text: text, limit: settings.size, cutsAtLines: block.kind != .paragraph)
            units += splits.units(of: unit)
        }
    }

    /// Packs what the section holds into passages.
    private mutating func endSection() {
        var first = 0
        while first < units.count {
            var last = first
            var weight = units[first].weight
            while last + 1 < units.count, weight + units[last + 1].weight <= settings.size {
                last += 1
                weight += units[last].weight
            }
            emit(units[first], units[last])
            guard last + 1 < units.count else { break }
            // What the next one shares with this one. Rows have their columns' names instead.
            var next = last + 1
            var shared = 0
            while next - 1 > first, units[next - 1].header == nil,
                shared + units[next - 1].weight <= settings.overlap,
                shared + units[next - 1].weight + units[last + 1].weight <= settings.size
            {
                next -= 1
                shared += units[next].weight
            }
            first = next
        }
        units = []
    }

    private mutating func emitBareHeading() {
        guard let unit = bare else { return }
        bare = nil
        emit(unit, unit)
    }

    private mutating func emit(_ first: Unit, _ last: Unit) {
        chunks.append(
            Chunk(
                headings: headings.map(\.title) + (first.header.map { [$0] } ?? []), start: first.start, end: last.end,
                page: page,
                text: String(text[first.range.lowerBound..<last.range.upperBound])))
    }

    /// A heading as long as a page is none.
    private static func short(_ title: String) -> String {
        title.utf8.count <= 300 ? title : String(title.prefix(200)) + "…"
    }

    static func measure(_ text: Substring) -> (scalars: Int, weight: Int) {
        var (scalars, weight) = (0, 0)
        for scalar in text.unicodeScalars {
            scalars += 1
            weight += Self.weight(of: scalar)
        }
        return (scalars, weight)
    }

    /// Two for the scripts that say a word in one or two characters.
    static func weight(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x3FFFF: 2
        default: 1
        }
    }
}
