import CCMarkGFM
import LanguageModel
import Synchronization

/// Turns a model's Markdown (CommonMark with tables, strikethrough, autolinks and task lists) into HTML that is safe to
/// show: raw HTML appears as the text it is, links lead only to http, https and mailto, and nothing is ever loaded.
package enum MarkdownRenderer {
    /// - Returns: one HTML string for each top-level block, each with exactly one root element. A text that is one JSON object or
    ///   array, such as the answer of an assistant with an output schema, is a code block.
    package static func render(_ text: String) -> [String] {
        blocks(of: bareJSON(text).map { "```json\n\($0)\n```" } ?? text).map(\.html)
    }

    /// The same with what is noted about the answer: its markers `[n]` as elements, and those of its sentences marked that no source
    /// bears out. Nothing else differs, wherever sentences begin and end.
    /// - Parameters:
    ///   - sentences: in order, in Unicode scalars of `text`; those that lie outside of it are left out.
    ///   - sign: stands behind each sentence that is marked.
    static func render(
        _ text: String, sentences: [Grounding.Sentence], sign: HTML,
        marker: @escaping @Sendable (_ number: Int, _ ordinal: Int) -> HTML?
    ) -> [String] {
        guard bareJSON(text) == nil else { return render(text) }
        var notes = MarkdownNotes(marker: marker, sign: sign)
        if sentences.contains(where: { !$0.verified }) { notes.sentences = places(of: sentences, in: text) }
        return blocks(of: text, notes: notes).map(\.html)
    }

    /// Where the sentences stand that no source bears out, in letters of what is shown.
    private static func places(of sentences: [Grounding.Sentence], in text: String) -> [Range<Int>] {
        let scalars = Array(text.unicodeScalars)
        var finder = SentenceFinder(letters: letters(of: text))
        var places: [Range<Int>] = []
        var end = 0
        for sentence in sentences where sentence.start >= end && sentence.start < sentence.end && sentence.end <= scalars.count {
            let gap = scalars[end..<sentence.start].count(where: MarkdownNotes.isLetter)
            var own = String.UnicodeScalarView()
            own.append(contentsOf: scalars[sentence.start..<sentence.end])
            guard let place = finder.find(letters(of: String(own)), gap: gap) else { continue }
            end = sentence.end
            if !sentence.verified { places.append(place) }
        }
        return places
    }

    private static func letters(of text: String) -> [Unicode.Scalar] {
        guard let document = parse(text) else { return [] }
        defer { cmark_node_free(document) }
        var writer = MarkdownWriter(notes: MarkdownNotes(marker: { _, _ in nil }), keepsLetters: true)
        var node = cmark_node_first_child(document)
        while let current = node {
            _ = writer.html(of: current)
            node = cmark_node_next(current)
        }
        return writer.letters
    }

    /// The JSON that `text` is, laid out for reading; nil for anything else.
    private static func bareJSON(_ text: String) -> String? {
        guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let value = JSONValue(json: text)
        else { return nil }
        return value.laidOut()
    }

    /// A top-level block and the lines of the source that it came from, counted from 1; 0 where the parser does not say.
    struct Block {
        var html: String
        var firstLine: Int
        var lastLine: Int
    }

    static func blocks(of text: String, notes: MarkdownNotes? = nil) -> [Block] {
        guard let document = parse(text) else { return [] }
        defer { cmark_node_free(document) }
        var writer = MarkdownWriter(notes: notes)
        var blocks: [Block] = []
        var node = cmark_node_first_child(document)
        while let current = node {
            blocks.append(
                Block(
                    html: writer.html(of: current),
                    firstLine: Int(cmark_node_get_start_line(current)), lastLine: Int(cmark_node_get_end_line(current))))
            node = cmark_node_next(current)
        }
        return blocks
    }

    /// The parser's inline phase writes to a table of special characters that all parsers of the process share, so two
    /// must never run at once; the lock also makes the first registration of the extensions happen once.
    private static let parserLock = Mutex(())

    private static func parse(_ text: String) -> OpaquePointer? {
        parserLock.withLock { _ in
            cmark_gfm_core_extensions_ensure_registered()
            guard let parser = cmark_parser_new(Int32(CMARK_OPT_VALIDATE_UTF8)) else { return nil }
            defer { cmark_parser_free(parser) }
            for name in ["table", "strikethrough", "autolink", "tasklist"] {
                cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
            }
            var text = text
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
            }
            return cmark_parser_finish(parser)
        }
    }
}
