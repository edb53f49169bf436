/// Makes plain text of the links of an answer that lead where nobody has named, piece by piece as it comes: their address is
/// shown as code, and no syntax makes a link of it.
struct LinkScanner: Sendable {
    private let links: KnownLinks
    private var held: [Unicode.Scalar] = []
    /// What was passed on last.
    private var last: Unicode.Scalar?
    /// Whether the line begins with a bracket, and so may say where a link leads.
    private var beginsWithBracket = false
    private var isLineStart = true

    private static let longest = 2000
    private static let schemes = ["https://", "http://", "ftp://", "mailto:", "www."].map { Array($0.unicodeScalars) }

    init(_ links: KnownLinks) {
        self.links = links
    }

    /// - Parameter isLast: whether something else than text follows, and nothing more of this.
    mutating func take(_ scalars: [Unicode.Scalar], isLast: Bool) -> [Unicode.Scalar] {
        held += scalars
        var passed: [Unicode.Scalar] = []
        var index = 0
        func pass(_ scalar: Unicode.Scalar) {
            passed.append(scalar)
            last = scalar
        }
        while index < held.count {
            let scalar = held[index]
            if last == "]", scalar == "(" || (scalar == ":" && beginsWithBracket) {
                guard let isKnown = isKnown(behind: index, isLast: isLast) else { break }
                if !isKnown { pass(" ") }
            }
            if Self.schemes.contains(where: { $0[0] == Self.lower(scalar) }), last.map({ !$0.properties.isAlphabetic }) ?? true {
                switch address(at: index, isLast: isLast) {
                case .undecided:
                    held.removeFirst(index)
                    return passed
                case .none: break
                case .some(let end):
                    let address = Array(held[index..<end])
                    let isKnown = links.allow(String(String.UnicodeScalarView(address)))
                    for scalar in isKnown ? address : ["`"] + address + ["`"] { pass(scalar) }
                    isLineStart = false
                    index = end
                    continue
                }
            }
            if scalar == "\n" {
                isLineStart = true
                beginsWithBracket = false
            } else if isLineStart, !CitationMark.isBlank(scalar), !">-*+".unicodeScalars.contains(scalar) {
                isLineStart = false
                beginsWithBracket = scalar == "["
            }
            pass(scalar)
            index += 1
        }
        held.removeFirst(index)
        return passed
    }

    /// Something that is no text of its own was passed on.
    mutating func passed(_ scalars: [Unicode.Scalar]) {
        last = scalars.last ?? last
        isLineStart = scalars.last == "\n"
        if isLineStart { beginsWithBracket = false }
    }

    private enum Finding {
        case undecided
        case none
        case some(end: Int)
    }

    /// An address that begins at `start`, without the marks of the sentence around it.
    private func address(at start: Int, isLast: Bool) -> Finding {
        var couldBe = false
        var isOne = false
        for scheme in Self.schemes {
            let there = held[start...].prefix(scheme.count).map(Self.lower)
            if there == scheme { isOne = true }
            if there.count < scheme.count, scheme.starts(with: there) { couldBe = true }
        }
        guard isOne else { return couldBe && !isLast ? .undecided : .none }
        var end = start
        while end < held.count, Self.isPart(held[end]), end - start < Self.longest { end += 1 }
        if end == held.count, !isLast, end - start < Self.longest { return .undecided }
        while end > start, Self.isPunctuation(held[end - 1]) { end -= 1 }
        return .some(end: end)
    }

    /// Whether a link may lead where `start` and what follows it say; nil while that cannot be told.
    private func isKnown(behind start: Int, isLast: Bool) -> Bool? {
        var first = start + 1
        while first < held.count, held[first].properties.isWhitespace || held[first] == "<" { first += 1 }
        var end = first
        while end < held.count, Self.isPart(held[end]), held[end] != ")", end - first < Self.longest { end += 1 }
        if end == held.count, !isLast, end - start < Self.longest { return nil }
        let address = String(String.UnicodeScalarView(held[first..<end]))
        return address.isEmpty || address.hasPrefix("#") || links.allow(address)
    }

    static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !"<>`\"|".unicodeScalars.contains(scalar) && scalar.value >= 0x20
    }

    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool { ".,;:!?)]*_'”»。，、；：！？）؟،".unicodeScalars.contains(scalar) }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar
    }
}
