import Foundation
import UnixSignals

/// What happens at the keyboard.
enum ChatInput: Sendable {
    case line(String)
    /// Ctrl-D.
    case end
    /// Ctrl-C.
    case interrupt
    /// The running answer has ended, of itself or not.
    case answered(ChatTurn)
}

/// The keyboard and the running answer as one stream, so that a conversation handles one thing after the other.
struct ChatInputs: Sendable {
    let stream: AsyncStream<ChatInput>
    private let continuation: AsyncStream<ChatInput>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: ChatInput.self)
    }

    func send(_ input: ChatInput) { continuation.yield(input) }

    /// Reads lines on a thread of its own, which ends with the process: reading the keyboard cannot be cancelled.
    func readLines() {
        let thread = Thread { [continuation] in
            while let line = readLine() { continuation.yield(.line(line)) }
            continuation.yield(.end)
        }
        thread.start()
    }

    /// Hands on every Ctrl-C until cancelled.
    func watchInterrupts() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint) { continuation.yield(.interrupt) }
    }
}
