import Foundation

/// A text in small letters as its bytes, to look for many marks in it.
struct ByteText {
    let bytes: [UInt8]
    /// Where code stands, between backticks.
    let code: [Range<Int>]

    init(_ text: String) {
        let bytes = Array(text.lowercased().utf8)
        self.bytes = bytes
        var code: [Range<Int>] = []
        var start: Int?
        var index = 0
        while let tick = bytes[index...].firstIndex(of: 0x60) {
            index = bytes[tick...].firstIndex { $0 != 0x60 } ?? bytes.endIndex
            if let open = start { code.append(open..<tick) }
            start = start == nil ? index : nil
        }
        self.code = code
    }

    func contains(_ mark: String) -> Bool { place(of: mark, from: 0) != nil }

    func isCode(_ place: Int) -> Bool { code.contains { $0.contains(place) } }

    /// Where it stands next; nil when it does not.
    func place(of mark: String, from start: Int) -> Int? {
        bytes.withUnsafeBytes { all in
            var mark = mark
            return mark.withUTF8 { mark in
                guard let base = all.baseAddress, let wanted = mark.baseAddress, let first = mark.first else { return nil }
                var start = start
                while start + mark.count <= all.count,
                    let found = memchr(base + start, Int32(first), all.count - start - mark.count + 1)
                {
                    if memcmp(found, wanted, mark.count) == 0 { return base.distance(to: UnsafeRawPointer(found)) }
                    start = base.distance(to: UnsafeRawPointer(found)) + 1
                }
                return nil
            }
        }
    }

    /// Where it stands.
    func places(of mark: String) -> [Int] {
        var found: [Int] = []
        var start = 0
        while let place = place(of: mark, from: start) {
            found.append(place)
            start = place + mark.utf8.count
        }
        return found
    }
}
