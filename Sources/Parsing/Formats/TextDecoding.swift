import CSandbox
import Foundation

/// Makes text of bytes in whatever encoding they are.
enum TextDecoding {
    struct Decoded {
        var text: String
        /// As IANA calls it.
        var encoding: String
    }

    /// - Parameter declared: what the document says of itself; counts where the bytes do not speak against it.
    /// - Throws: ``ParseFailure`` with ``ParseFailure/Code/notText``.
    static func decode(_ bytes: [UInt8], declared: String? = nil) throws -> Decoded {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]), let text = String(validating: bytes.dropFirst(3), as: UTF8.self) {
            return Decoded(text: text, encoding: "UTF-8")
        }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return try converted(bytes.dropFirst(4), from: "UTF-32LE") }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return try converted(bytes.dropFirst(4), from: "UTF-32BE") }
        if bytes.starts(with: [0xFF, 0xFE]) { return try converted(bytes.dropFirst(2), from: "UTF-16LE") }
        if bytes.starts(with: [0xFE, 0xFF]) { return try converted(bytes.dropFirst(2), from: "UTF-16BE") }
        if bytes.prefix(65_536).contains(0), let wide = wideEncoding(bytes.prefix(65_536)) {
            return try converted(bytes[...], from: wide)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return Decoded(text: text, encoding: "UTF-8") }
        if let text = cutUTF8(bytes) { return Decoded(text: text, encoding: "UTF-8") }
        if let declared, let text = convert(bytes[...], from: declared) { return Decoded(text: text, encoding: declared) }
        guard let guess = LegacyEncoding.guess(bytes), let text = convert(bytes[...], from: guess) else {
            throw ParseFailure(.notText, "It is in no encoding that is known, or no text at all.")
        }
        return Decoded(text: text, encoding: guess)
    }

    /// UTF-16 without a mark at its start: blanks and letters of most scripts leave every other byte the same.
    static func wideEncoding(_ sample: ArraySlice<UInt8>) -> String? {
        var zeros = (even: 0, odd: 0)
        for (index, byte) in sample.enumerated() where byte == 0 {
            if index % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let half = sample.count / 2
        if zeros.odd * 4 > half, zeros.even * 50 < half { return "UTF-16LE" }
        if zeros.even * 4 > half, zeros.odd * 50 < half { return "UTF-16BE" }
        return nil
    }

    /// UTF-8 that ends within a character; nil when it is none.
    private static func cutUTF8(_ bytes: [UInt8]) -> String? {
        for count in 2...3 where bytes.count > count {
            guard bytes[bytes.count - count] >= 0xE0,
                bytes.suffix(count - 1).allSatisfy({ $0 & 0xC0 == 0x80 }),
                let text = String(validating: bytes.dropLast(count), as: UTF8.self)
            else { continue }
            return text + "\u{FFFD}"
        }
        return nil
    }

    /// Halves of characters, and half a unit at the end, become U+FFFD; where there are many, it is no text.
    private static func wide(_ bytes: ArraySlice<UInt8>, isLittle: Bool) throws -> String {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        let text = String(decoding: units, as: UTF16.self) + (bytes.count % 2 == 1 ? "\u{FFFD}" : "")
        guard text.unicodeScalars.count(where: { $0 == "\u{FFFD}" }) * 20 <= units.count + 20 else {
            throw ParseFailure(.notText, "It begins like UTF-16 and is none.")
        }
        return text
    }

    private static func converted(_ bytes: ArraySlice<UInt8>, from encoding: String) throws -> Decoded {
        if encoding.hasPrefix("UTF-16") {
            return Decoded(text: try wide(bytes, isLittle: encoding == "UTF-16LE"), encoding: encoding)
        }
        guard let text = convert(bytes, from: encoding) else {
            throw ParseFailure(.notText, "It begins like \(encoding) and is none.")
        }
        return Decoded(text: text, encoding: encoding)
    }

    /// nil when the bytes are not in that encoding, or nobody knows it.
    static func convert(_ bytes: ArraySlice<UInt8>, from encoding: String) -> String? {
        guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 3 / 2)
        var input = Array(bytes).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 65_536)
        let isWhole = input.withUnsafeMutableBufferPointer { input -> Bool in
            var from = input.baseAddress
            var left = input.count
            while left > 0 {
                var failed = false
                let written = output.withUnsafeMutableBufferPointer { output -> Int in
                    var to = output.baseAddress
                    var room = output.count
                    let before = left
                    let status = iconv(converter, &from, &left, &to, &room)
                    failed = status == -1 && (errno != E2BIG || left == before)
                    return output.count - room
                }
                result.append(contentsOf: output[..<written].lazy.map { UInt8(bitPattern: $0) })
                if failed { return false }
            }
            return true
        }
        return isWhole ? String(validating: result, as: UTF8.self) : nil
    }
}
