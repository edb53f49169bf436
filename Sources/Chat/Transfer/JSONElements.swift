/// The elements of the list in a JSON file, each as it stands there, found without understanding them: so that one that is
/// broken, or a file that was cut, spoils no other.
struct JSONElements {
    private(set) var all: [ArraySlice<UInt8>] = []
    /// Whether the file ends before its list does.
    private(set) var isCut = false

    /// - Parameter file: a list, an object with a list under `conversations`, or one object, which then is the only element.
    init(_ file: [UInt8]) {
        guard let first = file.firstIndex(where: { !Self.isBlank($0) }) else { return }
        if file[first] == UInt8(ascii: "[") {
            split(file[(first + 1)...])
        } else if let list = Self.list(in: file[first...]) {
            split(list)
        } else {
            all = [file[first...]]
        }
    }

    private mutating func split(_ list: ArraySlice<UInt8>) {
        var rest = list
        while true {
            rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: ",") }
            guard let first = rest.first else { return isCut = true }
            if first == UInt8(ascii: "]") { return }
            let end = Self.end(of: rest)
            all.append(rest[..<(end ?? rest.endIndex)])
            guard let end else { return isCut = true }
            rest = rest[end...]
        }
    }

    /// What follows the bracket of the list under `conversations`, one level below `object`; nil when there is none.
    private static func list(in object: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let key = Array("\"conversations\"".utf8)
        var rest = object.dropFirst()
        while let next = rest.first {
            guard next == UInt8(ascii: "\"") else {
                // A value that is no key, or what stands between.
                rest =
                    next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
                    ? rest[(end(of: rest) ?? rest.endIndex)...] : rest.dropFirst()
                continue
            }
            let end = end(of: rest) ?? rest.endIndex
            let value = rest[end...].drop { isBlank($0) || $0 == UInt8(ascii: ":") }
            if rest[..<end].elementsEqual(key), value.first == UInt8(ascii: "[") { return value.dropFirst() }
            rest = rest[end...]
        }
        return nil
    }

    /// Where the value that `rest` begins with ends; nil when it does not.
    private static func end(of rest: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var isText = false
        var isEscaped = false
        for (index, byte) in zip(rest.indices, rest) {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                    if depth == 0 { return index + 1 }
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF
    }
}
