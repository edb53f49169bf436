import Foundation

/// A mail of plain text.
package struct MailMessage: Sendable, Hashable {
    package var subject: String
    package var text: String

    package init(subject: String, text: String) {
        self.subject = subject
        self.text = text
    }

    /// The message as it goes over the wire, without the line that ends it. The text is Base64, so that no line of it is too
    /// long, begins with a dot, or has a byte that a server might change.
    /// - Parameter moment: seconds since 1970.
    func wire(from: String, to: [String], id: String, at moment: Double) -> String {
        let body = Data(text.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return [
            "From: \(Self.header(from))", "To: \(Self.header(to.joined(separator: ", ")))", "Subject: \(Self.encoded(subject))",
            "Date: \(Self.date(moment))", "Message-ID: <\(id)@\(Self.host(of: from))>", "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
            body,
        ].joined(separator: "\r\n")
    }

    /// Without what would begin another header.
    private static func header(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    private static func encoded(_ text: String) -> String {
        let text = header(text)
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        return "=?utf-8?B?\(Data(text.utf8).base64EncodedString())?="
    }

    private static func host(of address: String) -> String {
        let host = address.split(separator: "@").last.map(String.init) ?? ""
        let plain = host.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        return plain.isEmpty ? "localhost" : plain
    }

    private static func date(_ moment: Double) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: Date(timeIntervalSince1970: moment))
    }
}
