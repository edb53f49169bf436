package import Logging

/// How a log line is written.
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// `2026-11-21T08:00:00.123Z info  Attempting model 1/5: gemini-exp-1206 request_id=4f2a`.
    case text
    /// The same as one JSON object.
    case json
}

extension LogFormat {
    /// One event as one line, newline included. Control characters are escaped, so that no value can forge a line.
    package func line(
        wallClock: Double, label: String, level: Logger.Level, message: String, metadata: Logger.Metadata
    ) -> [UInt8] {
        let fields = metadata.sorted { $0.key < $1.key }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        switch self {
        case .text:
            appendTimestamp(wallClock, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: level.paddedName.utf8)
            appendEscaped(message, quoted: false, to: &bytes)
            for (key, value) in fields {
                bytes.append(UInt8(ascii: " "))
                appendEscaped(key, quoted: false, to: &bytes)
                bytes.append(UInt8(ascii: "="))
                let text = namesSecret(key) ? redacted : value.redactedDescription
                let needsQuotes =
                    text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") }
                appendText(text, inQuotes: needsQuotes, to: &bytes)
            }
        case .json:
            bytes.append(contentsOf: "{\"time\":\"".utf8)
            appendTimestamp(wallClock, to: &bytes)
            bytes.append(contentsOf: "\",\"level\":\"\(level.rawValue)\",\"logger\":".utf8)
            appendText(label, inQuotes: true, to: &bytes)
            bytes.append(contentsOf: ",\"message\":".utf8)
            appendText(message, inQuotes: true, to: &bytes)
            for (key, value) in fields {
                bytes.append(UInt8(ascii: ","))
                // A value may not shadow what the line itself says.
                appendText(reservedNames.contains(key) ? "\(key)_" : key, inQuotes: true, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                appendJSON(namesSecret(key) ? .string(redacted) : value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

private let reservedNames: Set<String> = ["time", "level", "logger", "message"]

extension Logger.Level {
    /// The name, padded to five letters and a space so that messages line up; errors in the capitals that operators look for.
    fileprivate var paddedName: String {
        switch self {
        case .trace: "trace "
        case .debug: "debug "
        case .info: "info  "
        case .notice: "note  "
        case .warning: "warn  "
        case .error: "ERROR "
        case .critical: "FATAL "
        }
    }
}

extension Logger.MetadataValue {
    /// As in swift-log, with the secrets inside dictionaries blotted out.
    fileprivate var redactedDescription: String {
        switch self {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): "[" + values.map(\.redactedDescription).joined(separator: ", ") + "]"
        case .dictionary(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\($0.key): \(namesSecret($0.key) ? redacted : $0.value.redactedDescription)" }
                .joined(separator: ", ") + "}"
        }
    }
}

private func appendText(_ text: String, inQuotes: Bool, to bytes: inout [UInt8]) {
    if inQuotes { bytes.append(UInt8(ascii: "\"")) }
    appendEscaped(text, quoted: inQuotes, to: &bytes)
    if inQuotes { bytes.append(UInt8(ascii: "\"")) }
}

private func appendJSON(_ value: Logger.MetadataValue, to bytes: inout [UInt8]) {
    switch value {
    case .string(let text):
        appendText(text, inQuotes: true, to: &bytes)
    case .stringConvertible(let value):
        // Numbers and truth values stay what they are, for whoever computes with them.
        switch value {
        case let number as any FixedWidthInteger: bytes.append(contentsOf: "\(number)".utf8)
        case let number as Double where number.isFinite: bytes.append(contentsOf: "\(number)".utf8)
        case let truth as Bool: bytes.append(contentsOf: "\(truth)".utf8)
        default: appendText(value.description, inQuotes: true, to: &bytes)
        }
    case .array(let values):
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendJSON(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    case .dictionary(let members):
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendText(member.key, inQuotes: true, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            appendJSON(namesSecret(member.key) ? .string(redacted) : member.value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

/// Appends `text` with everything escaped that could start a line, move a cursor or reorder what a reader sees.
private func appendEscaped(_ text: String, quoted: Bool, to bytes: inout [UInt8]) {
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"" where quoted, "\\" where quoted:
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            let hex = String(scalar.value, radix: 16)
            bytes.append(contentsOf: "\\u".utf8)
            bytes.append(contentsOf: String(repeating: "0", count: 4 - hex.count).utf8)
            bytes.append(contentsOf: hex.utf8)
        default:
            bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
    }
}
