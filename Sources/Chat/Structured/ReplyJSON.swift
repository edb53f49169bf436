import LanguageModel

/// Finds the JSON in what a model said: bare, in a code fence, or with words around it.
enum ReplyJSON {
    /// Why there is none.
    enum Absence: Error, Hashable {
        case empty
        case onlyWords
        case breaksOff

        var problem: JSONProblem {
            switch self {
            case .empty: JSONProblem(pointer: "", reason: "is empty")
            case .onlyWords: JSONProblem(pointer: "", reason: "holds no JSON")
            case .breaksOff: JSONProblem(pointer: "", reason: "is JSON that breaks off, or is not well formed")
            }
        }
    }

    /// A longer reply is not read.
    static let limit = 1 << 20
    /// How many places are tried at which JSON may begin.
    private static let tries = 24

    static func find(in reply: String) -> Result<JSONValue, Absence> {
        let text = reply.prefix(limit).drop(while: \.isWhitespace)
        guard !text.isEmpty else { return .failure(.empty) }
        if let value = JSONValue(json: text), value.isContainer { return .success(value) }
        if let fenced = fenced(text), let value = JSONValue(json: fenced), value.isContainer { return .success(value) }
        let bytes = Array(text.utf8)
        var start = 0
        var found = false
        for _ in 0..<tries {
            guard let next = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) else {
                break
            }
            found = true
            if let end = end(of: next, in: bytes) {
                let piece = String(decoding: bytes[next..<end], as: UTF8.self)
                if let value = JSONValue(json: piece), value.holdsAnything { return .success(value) }
            }
            start = next + 1
        }
        return .failure(found ? .breaksOff : .onlyWords)
    }

    /// What stands in the first code fence.
    private static func fenced(_ text: Substring) -> Substring? {
        guard let open = text.firstRange(of: "```"), let line = text[open.upperBound...].firstIndex(of: "\n"),
            let close = text[line...].firstRange(of: "```")
        else { return nil }
        return text[line..<close.lowerBound]
    }

    /// The place behind what begins at `start`; nil when it does not end.
    private static func end(of start: Int, in bytes: [UInt8]) -> Int? {
        var depth = 0
        var inString = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where inString: index += 1
            case UInt8(ascii: "\""): inString.toggle()
            case _ where inString: break
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// An empty pair of brackets in a sentence is no answer.
    fileprivate var holdsAnything: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }
}
