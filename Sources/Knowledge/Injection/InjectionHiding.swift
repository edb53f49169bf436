import Foundation

/// What people do not see: letters without a shape, and orders in a code.
enum InjectionHiding {
    static func findings(in text: String, depth: Int) -> [InjectionFinding] {
        var findings: [InjectionFinding] = []
        let unseen = Unseen(text)
        if unseen.tags.count >= 4 {
            findings.append(InjectionFinding(reason: .hiddenText, weight: 0.9))
        } else if unseen.zeroWidth >= 8 {
            findings.append(InjectionFinding(reason: .hiddenText, weight: 0.35))
        }
        if unseen.turns > 0 { findings.append(InjectionFinding(reason: .hiddenText, weight: 0.3)) }
        guard depth < 2 else { return findings }
        let worst = decoded(text).map { InjectionScan.verdict(on: $0, depth: depth + 1).score }.max() ?? 0
        if worst >= 0.4 { findings.append(InjectionFinding(reason: .encodedOrder, weight: max(0.8, worst))) }
        return findings
    }

    private struct Unseen {
        /// Of Unicode's letters for machines, as what they stand for.
        var tags = ""
        /// Marks without a width, where the script has no use for them.
        var zeroWidth = 0
        /// That letters be shown in another order than they stand.
        var turns = 0

        init(_ text: String) {
            var isFlag = false
            var previous: Unicode.Scalar = " "
            for scalar in text.unicodeScalars {
                switch scalar.value {
                // A flag such as Scotland's is written with them.
                case 0x1F3F4: isFlag = true
                case 0xE0020...0xE007E:
                    if !isFlag, let letter = Unicode.Scalar(scalar.value - 0xE0000) { tags.unicodeScalars.append(letter) }
                case 0x200B, 0x2060, 0x2061...0x2064, 0xFEFF: zeroWidth += 1
                case 0x200C, 0x200D: if previous.isASCII, previous.properties.isAlphabetic { zeroWidth += 1 }
                case 0x202D, 0x202E: turns += 1
                default: isFlag = false
                }
                previous = scalar
            }
        }
    }

    /// Texts that stand in Base64 or as hexadecimal numbers.
    private static func decoded(_ text: String) -> [String] {
        var found: [String] = []
        let bytes = Array(text.utf8.prefix(200_000))
        var start = 0
        var index = 0
        while index <= bytes.count {
            if index < bytes.count, isOfCode(bytes[index]) {
                index += 1
                continue
            }
            if index - start >= 24, found.count < 8 {
                let run = bytes[start..<index]
                if let said = fromBase64(run) ?? fromHex(run) { found.append(said) }
            }
            index += 1
            start = index
        }
        let unseen = Unseen(text)
        if unseen.tags.count >= 4 { found.append(unseen.tags) }
        return found
    }

    private static func isOfCode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func fromBase64(_ run: ArraySlice<UInt8>) -> String? {
        var letters = run.filter { $0 != UInt8(ascii: "=") }.map { byte in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        letters += Array(repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters)).flatMap(text)
    }

    private static func fromHex(_ run: ArraySlice<UInt8>) -> String? {
        guard run.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        var index = run.startIndex
        while index < run.endIndex {
            guard let byte = UInt8(String(decoding: run[index...index + 1], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
            index += 2
        }
        return text(Data(bytes))
    }

    /// nil for what nobody could read.
    private static func text(_ data: Data) -> String? {
        guard let text = String(data: data, encoding: .utf8), text.count >= 12 else { return nil }
        let odd = text.unicodeScalars.count { $0.value < 0x20 && ![9, 10, 13].contains($0.value) || $0.value == 0xFFFD }
        return odd == 0 ? text : nil
    }
}
