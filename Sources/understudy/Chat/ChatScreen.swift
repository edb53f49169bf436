import Foundation
import Synchronization

/// Where `understudy chat` writes: answers to standard output, all else to standard error; quiet colours on a terminal only.
final class ChatScreen: Sendable {
    private let outIsTerminal = isatty(STDOUT_FILENO) == 1
    private let coloured: Bool
    /// Whether the answer's last line has no end yet.
    private let isInLine = Mutex(false)

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        coloured =
            isatty(STDERR_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// A piece of an answer.
    func say(_ text: String) {
        // A model's words must not steer the terminal; a file gets them as they are.
        let text = outIsTerminal ? Self.withoutControls(text) : text
        guard let last = text.unicodeScalars.last else { return }
        isInLine.withLock { $0 = last != "\n" }
        write(text, to: .standardOutput)
    }

    /// Ends the answer's last line, if it has begun one.
    func endLine() {
        let wasInLine = isInLine.withLock { isInLine in
            defer { isInLine = false }
            return isInLine
        }
        if wasInLine { write("\n", to: .standardOutput) }
    }

    /// A remark in a line of its own.
    func note(_ text: String) { line(text, style: "2") }

    func complain(_ text: String) { line(text, style: "31") }

    func prompt() { write(styled("› ", "1"), to: .standardError) }

    private func line(_ text: String, style: String) {
        write(styled(Self.withoutControls(text), style) + "\n", to: .standardError)
    }

    private func styled(_ text: String, _ style: String) -> String {
        coloured ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    private func write(_ text: String, to file: FileHandle) {
        // Nobody is left to be told that the screen is gone.
        try? file.write(contentsOf: Data(text.utf8))
    }

    /// Without the characters that a terminal obeys, line ends and tabs excepted.
    private static func withoutControls(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }
}
