/// What has changed in an answer's HTML: its blocks from `from` on are now `blocks`.
package struct MarkdownPatch: Sendable, Hashable {
    package var from: Int
    package var blocks: [String]

    package init(from: Int, blocks: [String]) {
        self.from = from
        self.blocks = blocks
    }
}

/// Renders an answer while it grows, telling at each step only what has changed.
///
/// Blocks that no later text can change are not parsed again, so that a long answer costs little more than a short one.
package struct MarkdownStream: Sendable {
    /// All blocks as they were last told.
    private(set) package var blocks: [String] = []
    /// The start of the text that is settled, and how many of `blocks` it makes.
    private var settledText = ""
    private var settledBlocks = 0

    /// What is written into the text while it grows.
    private var notes: MarkdownNotes?

    package init() {}

    init(notes: MarkdownNotes?) {
        self.notes = notes
    }

    /// - Parameter text: the whole answer so far. When it does not go on from what was given before, everything is told anew.
    /// - Returns: nil when nothing visible has changed.
    package mutating func update(_ text: String) -> MarkdownPatch? {
        if !text.utf8.starts(with: settledText.utf8) {
            settledText = ""
            settledBlocks = 0
        }
        let open = String(text.utf8.dropFirst(settledText.utf8.count)) ?? ""
        let parsed = MarkdownRenderer.blocks(of: open, notes: notes)
        let patch = tell(Array(blocks.prefix(settledBlocks)) + parsed.map(\.html))
        settle(parsed, of: open)
        return patch
    }

    /// Renders the finished answer as a whole, which also resolves references that were defined after their use.
    package mutating func finish(_ text: String) -> MarkdownPatch? {
        finish(MarkdownRenderer.render(text))
    }

    /// The finished answer is rendered: these are its blocks.
    mutating func finish(_ blocks: [String]) -> MarkdownPatch? {
        tell(blocks)
    }

    private mutating func tell(_ new: [String]) -> MarkdownPatch? {
        let same = zip(blocks, new).prefix { $0 == $1 }.count
        guard same < max(blocks.count, new.count) else { return nil }
        blocks = new
        return MarkdownPatch(from: same, blocks: Array(new[same...]))
    }

    /// An unfinished last line may still join the block before the last, hence the last two stay open. A block whose first
    /// line the parser places inside the one before it (a table cut out of a paragraph) is no place to part at.
    private mutating func settle(_ parsed: [MarkdownRenderer.Block], of open: String) {
        var index = parsed.count - 2
        while index > 0 {
            let before = parsed[index - 1]
            if before.firstLine > 0, parsed[index].firstLine > max(before.firstLine, before.lastLine) { break }
            index -= 1
        }
        guard index > 0, let end = Self.offset(ofLine: parsed[index].firstLine, in: open) else { return }
        settledText += String(open.utf8.prefix(end)) ?? ""
        settledBlocks += index
    }

    /// The UTF-8 offset at which line `number`, counted from 1, begins; lines end as CommonMark says, by LF, CR or both.
    private static func offset(ofLine number: Int, in text: String) -> Int? {
        var line = 1
        var offset = 0
        var afterCarriageReturn = false
        for byte in text.utf8 {
            if afterCarriageReturn, byte != UInt8(ascii: "\n") { line += 1 }
            if line == number { return offset }
            afterCarriageReturn = byte == UInt8(ascii: "\r")
            offset += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
        return nil
    }
}
