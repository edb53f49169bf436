/// Lets citations through an answer in one form alone, `[n]`, and only those of sources that there are, wherever the pieces of
/// the answer are cut. What stands in code, and links, are left as they are.
package struct CitationFilter: Sendable {
    /// How many sources there are.
    private let count: Int
    private let form: @Sendable (Int) -> String
    private var scanner = CitationScanner()
    private var links: LinkScanner?

    /// - Parameters:
    ///   - links: where links may lead; nil for anywhere.
    ///   - form: what is written for a source's number.
    package init(count: Int, links: KnownLinks? = nil, form: @escaping @Sendable (Int) -> String = { "[\($0)]" }) {
        self.count = count
        self.form = form
        self.links = links.map { LinkScanner($0) }
    }

    /// The next piece of the answer.
    package mutating func take(_ piece: String) -> String { text(of: scanner.take(piece), isLast: false) }

    /// What was held back.
    package mutating func finish() -> String { text(of: scanner.finish(), isLast: true) }

    /// A whole text.
    package static func filter(
        _ text: String, count: Int, form: @escaping @Sendable (Int) -> String = { "[\($0)]" }
    ) -> String {
        var filter = CitationFilter(count: count, form: form)
        return filter.take(text) + filter.finish()
    }

    /// A source's text, in which a number in brackets is no citation.
    package static func inert(_ text: String) -> String { filter(text, count: .max) { "(\($0))" } }

    private mutating func text(of tokens: [CitationScanner.Token], isLast: Bool) -> String {
        var text = String.UnicodeScalarView()
        for token in tokens {
            switch token {
            case .text(let scalars): text.append(contentsOf: links?.take(scalars, isLast: false) ?? scalars)
            case .code(let scalars): add(scalars, to: &text)
            case .citation(let numbers, let blanks, _):
                let known = numbers.filter { $0 >= 1 && $0 <= count }
                guard !known.isEmpty else { continue }
                add(blanks + Array(known.map(form).joined().unicodeScalars), to: &text)
            }
        }
        if isLast, let rest = links?.take([], isLast: true) { text.append(contentsOf: rest) }
        return String(text)
    }

    /// What is no text ends the text before it.
    private mutating func add(_ scalars: [Unicode.Scalar], to text: inout String.UnicodeScalarView) {
        if let rest = links?.take([], isLast: true) { text.append(contentsOf: rest) }
        text.append(contentsOf: scalars)
        links?.passed(scalars)
    }
}
