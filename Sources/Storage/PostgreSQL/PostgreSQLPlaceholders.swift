/// `sql` with each `?` as `$1`, `$2`, …, but for those in quotes, quoted names and comments.
func numberedPlaceholders(_ sql: String) -> String {
    let bytes = Array(sql.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 16)
    var count = 0
    var position = 0

    /// Copies up to and including `end`, which is searched for behind the opening mark; to the end when there is none.
    func copy(opening: Int, through end: [UInt8]) {
        var next = position + opening
        while next < bytes.count, !bytes[next...].starts(with: end) { next += 1 }
        next = min(bytes.count, next + end.count)
        result += bytes[position..<next]
        position = next
    }

    while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "'"): copy(opening: 1, through: [UInt8(ascii: "'")])
        case UInt8(ascii: "\""): copy(opening: 1, through: [UInt8(ascii: "\"")])
        case UInt8(ascii: "-") where bytes[position...].starts(with: "--".utf8): copy(opening: 2, through: [UInt8(ascii: "\n")])
        case UInt8(ascii: "/") where bytes[position...].starts(with: "/*".utf8): copy(opening: 2, through: Array("*/".utf8))
        case UInt8(ascii: "?"):
            count += 1
            result += Array("$\(count)".utf8)
            position += 1
        default:
            result.append(bytes[position])
            position += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
